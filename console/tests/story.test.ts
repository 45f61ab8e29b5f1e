import { expect, test } from "vitest";
import { story } from "@/components/story";

const line = (what: string, detail = "") => ({ at: "2026-11-22T08:00:00Z", what, detail, queue: "", agent: "" });

test("a step that only enters a queue is not told twice", () => {
  const told = story([line("step", "menu"), line("digit", "2"), line("step", "support"), line("queued")]);
  expect(told.map(({ what, detail }) => [what, detail])).toEqual([
    ["step", "menu"],
    ["digit", "2"],
    ["queued", ""],
  ]);
});

test("a menu that the caller leaves by hanging up is told", () => {
  expect(story([line("step", "menu"), line("caller_hung_up")])).toHaveLength(2);
});
