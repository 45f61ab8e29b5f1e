import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { CallItem, MeItem } from "@/api/generated/frames";
import { CallPane } from "@/features/desk/CallPane";
import { call, me } from "./frames";
import { Stage, serve, violations } from "./stage";

const endsAt = "2026-01-01T08:01:30Z";

async function desk(mine: Partial<MeItem>, part: Partial<CallItem>): Promise<HTMLElement> {
  serve({ "/api/v1/desk/options": () => Response.json({ reasons: [], dispositions: ["resolved"] }) }, [me(mine)]);
  const { container } = render(
    <Stage>
      <CallPane call={call({ phase: "wrap_up", ...part })} />
    </Stage>,
  );
  await screen.findByRole("option", { name: "Resolved" });
  return container;
}

const ready = () => screen.getByTestId<HTMLButtonElement>("wrap-up-ready");

test("a wrap-up with an end counts down and can be made longer", async () => {
  await desk({ state: "after_call_work" }, { wrap_up_ends_at: endsAt });
  expect(screen.getByRole("timer").textContent).toContain("left");
  expect(screen.getByTestId("wrap-up-extend")).toBeDefined();
  expect(ready().textContent).toContain("Ready now");
});

test("a wrap-up that lasts as long as the agent likes shows no time and no way to make it longer", async () => {
  await desk({ state: "after_call_work" }, {});
  expect(screen.queryByRole("timer")).toBeNull();
  expect(screen.queryByTestId("wrap-up-extend")).toBeNull();
  expect(ready().disabled).toBe(false);
});

test("paperwork beside the next calls is done, not made longer", async () => {
  await desk({ state: "ready" }, { wrap_up_ends_at: endsAt });
  expect(await screen.findByText("Done")).toBeDefined();
  expect(screen.getByRole("timer").textContent).toContain("left");
  expect(screen.queryByTestId("wrap-up-extend")).toBeNull();
});

test("without the disposition that the queue requires there is no end, and the page says so", async () => {
  const container = await desk({ state: "after_call_work" }, { wrap_up_ends_at: endsAt, disposition_required: true });
  expect(screen.getByTestId("wrap-up-lacks").textContent).toBe("Choose a disposition to finish");
  expect(ready().disabled).toBe(true);
  expect(screen.getByTestId("disposition").getAttribute("aria-required")).toBe("true");
  expect(await violations(container)).toEqual([]);
});

test("with it the wrap-up ends as usual", async () => {
  await desk({ state: "after_call_work" }, { disposition_required: true, disposition: "resolved" });
  expect(screen.getByTestId("wrap-up-lacks").textContent).toBe("");
  expect(ready().disabled).toBe(false);
});
