import i18n from "i18next";
import { afterEach, expect, test } from "vitest";
import { Timeline } from "@/components/Timeline";
import { linesOf } from "./stage";

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString();
const state = (second: number, detail: string) => ({
  at: at(second),
  what: "agent_state",
  detail,
  queue: "",
  agent: "8001",
});
const entries = [
  { at: at(0), what: "arrived", detail: "", queue: "", agent: "" },
  state(1, "reserved"),
  state(20, "not_ready:missed"),
  state(30, "after_call_work"),
  state(40, "something_new"),
];

function lines(): string[] {
  return linesOf(<Timeline entries={entries} />);
}

afterEach(() => i18n.changeLanguage("en"));

test("states of agents stand in a call's story, and one that is new to the page is shown as it is", () => {
  expect(lines()).toEqual([
    "The call arrived+0:00",
    "8001: Ringing+0:01",
    "8001: Not ready · Missed a call+0:20",
    "8001: Wrap-up+0:30",
    "8001: something_new+0:40",
  ]);
});

test("the story is told in Chinese too", async () => {
  await i18n.changeLanguage("zh-CN");
  expect(lines()[2]).toBe("8001：示忙 · 漏接来电+0:20");
});
