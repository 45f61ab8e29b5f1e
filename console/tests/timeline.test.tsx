import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import i18n from "i18next";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createQueries } from "@/app/queries";
import { Timeline } from "@/components/Timeline";
import { LiveProvider } from "@/live/live";

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
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createQueries()}>
        <LiveProvider onLost={() => undefined}>
          <Timeline entries={entries} />
        </LiveProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return screen.getAllByRole("listitem").map((line) => line.textContent ?? "");
}

// the words come from the page; what administrators call things is asked for and not told here
beforeEach(() => {
  vi.stubGlobal("fetch", async () => Response.json({}, { status: 404 }));
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await i18n.changeLanguage("en");
});

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
