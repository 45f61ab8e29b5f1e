import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ArticleBody } from "@/components/articles/ArticleBody";
import { MarkedText } from "@/components/articles/MarkedText";
import { safeAddress } from "@/components/articles/markup";
import { Articles } from "@/features/desk/Articles";
import { call } from "./frames";
import { type Answers, json, Stage, serve, violations } from "./stage";

const id = "00000000-0000-0000-0000-0000000000a1";
const suggestion = {
  id,
  language: "en",
  title: "How refunds work",
  excerpt: "Check the order first.",
  why: [
    { kind: "queue", text: "" },
    { kind: "menu", text: "Returns" },
  ],
};
const article = {
  id,
  published: {
    texts: {
      en: { title: "How refunds work", body: "Check the **order** first.", keywords: [] },
      "zh-CN": { title: "退款流程", body: "先核对订单。", keywords: [] },
    },
    queues: [],
  },
  draft: null,
};

function desk(answers: Answers = {}, part: Parameters<typeof call>[0] = {}) {
  const all = serve({
    "/api/v1/articles/suggested": () => json([suggestion]),
    "/api/v1/articles/search": () => json({ rows: [], total: 0, whole: false, next: "" }),
    [`/api/v1/articles/${id}`]: () => json(article),
    [`GET /api/v1/articles/${id}/feedback/mine`]: () => json({ useful: null, remark: "" }),
    ...answers,
  });
  const shown = render(
    <Stage>
      <Articles call={call(part)} />
    </Stage>,
  );
  return { answers: all, ...shown };
}

test("a suggestion says why, opens beside the call in both languages, and is judged there", async () => {
  const said: unknown[] = [];
  const { answers, container } = desk({
    [`PUT /api/v1/articles/${id}/feedback/mine`]: async (request) => {
      said.push(await request.json());
      answers[`GET /api/v1/articles/${id}/feedback/mine`] = () => json({ useful: true, remark: "" });
      return json({ useful: true, remark: "" });
    },
  });
  const entry = await screen.findByTestId("article-suggested");
  expect(entry.textContent).toBe("How refunds workfor this queue · chosen in the menu: Returns");
  await userEvent.click(entry);
  const panel = await screen.findByTestId("article-panel");
  expect((await within(panel).findByText("order")).tagName).toBe("STRONG");
  await userEvent.click(within(panel).getByText("中文"));
  await within(panel).findByText("先核对订单。");
  await userEvent.click(within(panel).getByTestId("article-useful"));
  await waitFor(() => expect(within(panel).getByTestId("article-useful").getAttribute("aria-pressed")).toBe("true"));
  expect(said).toEqual([{ useful: true, remark: "", call_id: call().id }]);
  expect(await violations(container)).toEqual([]);
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByTestId("article-panel")).toBeNull();
});

test("the shortcut leads to the search, and the results to the suggestions back", async () => {
  const asked: (string | null)[] = [];
  desk({
    "/api/v1/articles/search": (request) => {
      asked.push(new URL(request.url).searchParams.get("text"));
      const hit = { id, language: "zh-CN", title: "退款流程", title_marks: [[0, 2]], queues: [] };
      return json({
        rows: [{ ...hit, excerpt: "先核对订单。", excerpt_marks: [] }],
        total: 1,
        whole: true,
        next: "",
      });
    },
  });
  await screen.findByTestId("article-suggested");
  await userEvent.keyboard("{Control>}{Alt>}[KeyE]{/Alt}{/Control}");
  const field = screen.getByTestId("articles-search");
  expect(document.activeElement).toBe(field);
  await userEvent.type(field, "退款");
  const hit = await screen.findByTestId("article-found");
  expect(within(hit).getByText("退款").tagName).toBe("MARK");
  expect(asked.at(-1)).toBe("退款");
  expect(screen.queryByTestId("article-suggested")).toBeNull();
  await userEvent.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(hit);
  await userEvent.click(field);
  await userEvent.keyboard("{Escape}");
  expect(await screen.findByTestId("article-suggested")).toBeTruthy();
});

test("new notes ask again, and what was suggested stays until the answer is there", async () => {
  const { answers, rerender } = desk();
  await screen.findByTestId("article-suggested");
  let resolve = (_: Response) => {};
  const promise = new Promise<Response>((done) => {
    resolve = done;
  });
  answers["/api/v1/articles/suggested"] = () => promise;
  rerender(
    <Stage>
      <Articles call={call({ notes: "wants an invoice" })} />
    </Stage>,
  );
  expect(screen.getByTestId("article-suggested").textContent).toContain("How refunds work");
  resolve(json([{ ...suggestion, title: "Invoices", why: [{ kind: "notes", text: "" }] }]));
  await screen.findByText("Invoices");
});

test("a body is shown without ever becoming markup, and only safe links are links", () => {
  const body = [
    "# Steps",
    "1. Ask <img src=x onerror=alert(1)>",
    "2. See [the shop](https://shop.test/a?b=1)",
    "",
    "- [bad](javascript:alert(1)) ![x](https://a.test/x.png)",
    "> quoted",
  ].join("\n");
  const { container } = render(<ArticleBody body={body} />);
  expect(container.querySelector("img, script")).toBeNull();
  expect([...container.querySelectorAll("li")].map((item) => item.textContent)).toEqual([
    "Ask <img src=x onerror=alert(1)>",
    "See the shop",
    "[bad](javascript:alert(1)) !x",
  ]);
  const links = [...container.querySelectorAll("a")];
  expect(links.every(({ rel }) => rel === "noopener noreferrer")).toBe(true);
  expect(links.map(({ href }) => href)).toEqual(["https://shop.test/a?b=1", "https://a.test/x.png"]);
  for (const address of ["javascript:alert(1)", "data:text/html,x", "//evil.test", "/desk", "https://"])
    expect(safeAddress(address)).toBeNull();
});

test("marks count characters, also those outside the first plane", () => {
  const { container } = render(<MarkedText text="😀退款 now" marks={[[1, 3]]} />);
  expect(container.querySelector("mark")?.textContent).toBe("退款");
  expect(container.textContent).toBe("😀退款 now");
});
