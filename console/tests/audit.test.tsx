import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import { AuditPage } from "@/features/admin/AuditPage";
import { deedsOf } from "@/features/admin/audit-filters";
import { json, Stage, serve } from "./stage";

const entry: Schemas["AuditRowView"] = {
  id: 9,
  at: "2026-01-01T08:00:00Z",
  actor: "00000000-0000-0000-0000-000000000002",
  actor_name: "Ada",
  what: "queues.changed",
  subject: "support",
  subject_name: "",
  touched: 1,
  changes: [{ kind: "queues", key: "support", name: "Support", before: { name: "Help" }, after: { name: "Support" } }],
};

let asked: Record<string, string>[];

beforeEach(() => {
  asked = [];
  serve({
    "/api/v1/admin/people": () => json({ rows: [], total: 0 }),
    "/api/v1/admin/audit": (request) => {
      const wanted = Object.fromEntries(new URL(request.url).searchParams);
      asked.push(wanted);
      const first = wanted.older_than === undefined;
      return json({ rows: [first ? entry : { ...entry, id: 8 }], next: first ? 9 : null });
    },
  });
});

test("the audit is narrowed by kind, deed, person and thing, and paged", async () => {
  render(
    <Stage>
      <AuditPage />
    </Stage>,
  );
  await userEvent.click(await screen.findByTestId("audit-older"));
  expect(await screen.findAllByTestId("audit-entry")).toHaveLength(2);
  expect(asked.at(-1)).toMatchObject({ older_than: "9" });
  expect(screen.queryByTestId("audit-older")).toBeNull();

  await userEvent.click((await screen.findAllByTestId("audit-subject"))[0] as HTMLElement);
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ subject: "support" }));
  expect((await screen.findByTestId("audit-only")).textContent).toContain("Support");
  await userEvent.click(screen.getAllByTestId("audit-actor")[0] as HTMLElement);
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ subject: "support", actor: entry.actor }));
  expect(screen.getByRole<HTMLOptionElement>("option", { name: "Ada" }).selected).toBe(true);

  await userEvent.selectOptions(screen.getByTestId("audit-what"), "queues.changed");
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ what: "queues.changed" }));
  await userEvent.selectOptions(screen.getByLabelText("About"), "people");
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ kind: "people", what: "" }));

  await userEvent.click(screen.getByTestId("filters-clear"));
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ kind: "", actor: "", subject: "" }));
});

test("the deeds of a kind are its changes; all deeds are listed without one", () => {
  expect(deedsOf("queues")).toEqual([
    "queues.added",
    "queues.changed",
    "queues.removed",
    "queues.edited",
    "queues.imported",
  ]);
  expect(deedsOf("")).toContain("recording_heard");
});
