import { screen } from "@testing-library/react";
import i18n from "i18next";
import { afterEach, expect, test } from "vitest";
import type { WhyView } from "@/api/generated/frames";
import { Why } from "@/components/Why";
import { linesOf } from "./stage";

const waiting: WhyView = {
  strategy: "longest_idle",
  waited_s: 12,
  score: 42.4,
  position: 0,
  waiting: 3,
  step: 0,
  steps: 2,
  next_step_s: 30,
  needs: ["english 50"],
  preferred: "",
  held: false,
  only: "",
  chosen: [],
  eligible: 0,
  candidates: [],
  excluded: [
    { reason: "not_ready", count: 2, detail: "lunch", agents: ["8001", "8002"] },
    { reason: "lacks_skill", count: 1, detail: "english 50", agents: [] },
    { reason: "of_tomorrow", count: 4, detail: "", agents: [] },
  ],
  rivals: [],
};

function lines(why: WhyView): string[] {
  return linesOf(<Why why={why} />);
}

afterEach(() => i18n.changeLanguage("en"));

test("why a caller still waits is said in words, and a reason that is new to the page is shown as it is", () => {
  expect(lines(waiting)).toEqual([
    "Place 1 of 3, waited 0:12, score 42",
    "Step 1 of 2 of the queue's requirements. The next one comes after 0:30 of waiting.",
    "Needed: english ≥ 50",
    "Not ready (Lunch): 2: 8001, 8002",
    "Ready, but without english ≥ 50: 1",
    "4 · of_tomorrow",
  ]);
});

test("who was rung, and who could have been", () => {
  const offered = {
    ...waiting,
    steps: 1,
    needs: [],
    excluded: [],
    chosen: ["8001"],
    eligible: 2,
    candidates: [
      { agent: "8001", measure: 95 },
      { agent: "8002", measure: 20 },
    ],
  };
  const [, candidates] = lines(offered);
  expect(candidates).toBe("Could take it, by longest idle: 8001 (idle 1:35), 8002 (idle 0:20)");
  expect(screen.getByText("Rung: 8001. 2 agents could take the call.")).toBeDefined();
});

test("it is said in Chinese too", async () => {
  await i18n.changeLanguage("zh-CN");
  expect(lines(waiting)[3]).toBe("示忙（午餐）：2 位：8001、8002");
});
