/** The light Markdown of articles, as blocks and pieces: what is not understood stays text. Pure. */

export type Piece =
  | { readonly kind: "text" | "bold" | "code"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

export type Block =
  | { readonly kind: "paragraph" | "quote"; readonly lines: readonly Piece[][] }
  | { readonly kind: "heading"; readonly pieces: readonly Piece[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly start: number; readonly items: readonly Piece[][] };

const HEADING = /^#{1,6}\s+(.+)$/;
const BULLET = /^\s{0,3}[-*+]\s+(.+)$/;
const NUMBERED = /^\s{0,3}(\d{1,4})[.)、]\s*(.+)$/;
const QUOTE = /^>\s?(.*)$/;
const PIECES = /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)/g;

export function blocksOf(body: string): Block[] {
  const blocks: Block[] = [];
  let open: { kind: "paragraph" | "quote" | "list"; ordered: boolean; start: number; lines: Piece[][] } | null = null;
  const close = () => {
    if (open?.kind === "list")
      blocks.push({ kind: "list", ordered: open.ordered, start: open.start, items: open.lines });
    else if (open) blocks.push({ kind: open.kind, lines: open.lines });
    open = null;
  };
  const add = (kind: "paragraph" | "quote" | "list", text: string, ordered = false, start = 1) => {
    if (open === null || open.kind !== kind || open.ordered !== ordered) {
      close();
      open = { kind, ordered, start, lines: [] };
    }
    open.lines.push(piecesOf(text));
  };
  for (const line of body.split("\n")) {
    const heading = HEADING.exec(line);
    const bullet = BULLET.exec(line);
    const numbered = NUMBERED.exec(line);
    const quote = QUOTE.exec(line);
    if (heading) {
      close();
      blocks.push({ kind: "heading", pieces: piecesOf(heading[1] ?? "") });
    } else if (bullet) add("list", bullet[1] ?? "");
    else if (numbered) add("list", numbered[2] ?? "", true, Number(numbered[1]));
    else if (quote) add("quote", quote[1] ?? "");
    else if (line.trim() === "") close();
    else add("paragraph", line);
  }
  close();
  return blocks;
}

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const plain = (until: number) => {
    if (until > from) pieces.push({ kind: "text", text: text.slice(from, until) });
  };
  for (const match of text.matchAll(PIECES)) {
    const [whole, bold, code, label, address] = match;
    const href = address === undefined ? null : safeAddress(address);
    if (address !== undefined && href === null) continue;
    plain(match.index);
    from = match.index + whole.length;
    if (bold !== undefined) pieces.push({ kind: "bold", text: bold });
    else if (code !== undefined) pieces.push({ kind: "code", text: code });
    else pieces.push({ kind: "link", text: label ?? "", href: href ?? "" });
  }
  plain(text.length);
  return pieces;
}

/** The address of a link that may be followed, or null: the web and mail alone, written out whole. */
export function safeAddress(address: string): string | null {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return null;
  try {
    const { protocol, href } = new URL(address);
    return ["http:", "https:", "mailto:"].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}
