import { Fragment } from "react";
import classes from "./Articles.module.css";
import { type Block, blocksOf, type Piece } from "./markup";

/** The text of an article: paragraphs, lists and links; whatever else stands in it is shown as it was typed. */
export function ArticleBody({ body }: { body: string }) {
  return (
    <div className={classes.body}>
      {blocksOf(body).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one text never move
        <Shown key={index} block={block} />
      ))}
    </div>
  );
}

function Shown({ block }: { block: Block }) {
  if (block.kind === "heading")
    return (
      <h3>
        <Pieces pieces={block.pieces} />
      </h3>
    );
  if (block.kind === "list") {
    const items = block.items.map((pieces, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the items of one text never move
      <li key={index}>
        <Pieces pieces={pieces} />
      </li>
    ));
    return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
  }
  const lines = block.lines.map((pieces, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one text never move
    <Fragment key={index}>
      {index > 0 && <br />}
      <Pieces pieces={pieces} />
    </Fragment>
  ));
  return block.kind === "quote" ? <blockquote>{lines}</blockquote> : <p>{lines}</p>;
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece, index) => {
    const key = `${index}:${piece.text}`;
    if (piece.kind === "bold") return <strong key={key}>{piece.text}</strong>;
    if (piece.kind === "code") return <code key={key}>{piece.text}</code>;
    if (piece.kind === "link")
      return (
        <a key={key} className="plain-link" href={piece.href} target="_blank" rel="noopener noreferrer">
          {piece.text}
        </a>
      );
    return <Fragment key={key}>{piece.text}</Fragment>;
  });
}
