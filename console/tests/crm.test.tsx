import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useLocation } from "react-router";
import { afterEach, expect, test, vi } from "vitest";
import type { CallItem } from "@/api/generated/frames";
import { CrmTabs } from "@/features/desk/CrmTabs";
import { askedBy, callMessage, crmPage } from "@/features/desk/crm";
import { call, me } from "./frames";
import { json, Stage, serve, violations } from "./stage";

const ORIGIN = "https://crm.example.com";
const TEMPLATE = `${ORIGIN}/pop?number={number}&customer={customer}&agent={agent}`;
const CONTACT = "00000000-0000-0000-0000-000000000009";
const CUSTOMER = "00000000-0000-0000-0000-000000000077";
const ada = { id: CUSTOMER, name: "Ada", tier: "gold", company: "", number: "+8613800138000", note: "" };

afterEach(() => localStorage.clear());

test("what callers send is written percent-encoded into the page's address and cannot leave its place", () => {
  const page = (template: string, part: Partial<CallItem>) => crmPage(template, call(part), "8001");
  expect(
    page("https://c.example/{number}?q={queue}", { caller_number: "a/../b?c#d&e={queue}", queue_id: "客服" }),
  ).toBe("https://c.example/a%2F..%2Fb%3Fc%23d%26e%3D%7Bqueue%7D?q=%E5%AE%A2%E6%9C%8D");
  expect(page("https://c.example/x/{number}/y", { caller_number: ".." })).toBe("https://c.example/x//y");
  expect(page("https://c.example/{number}", { caller_number: "1\ud8002\r\n" })).toBe("https://c.example/12%0D%0A");
  expect(page("https://c.example/{number}", { caller_number: "anonymous" })).toBe("https://c.example/");
  expect(page("https://c.example/{interaction}/{agent}/{language}/{customer}", { customer: ada })).toBe(
    `https://c.example/${CONTACT}/8001/zh-CN/${CUSTOMER}`,
  );
  expect(crmPage(TEMPLATE, null, "8001")).toBe(`${ORIGIN}/pop?number=&customer=&agent=8001`);
});

test("a message says what is known of the call, and nothing of none", () => {
  expect(callMessage(call({ customer: ada, queue: "Support" }))).toEqual({
    type: "ringdesk.call",
    version: 1,
    phase: "ringing",
    call: CONTACT,
    number: "+8613800138000",
    customer: { id: CUSTOMER, name: "Ada" },
    queue: { id: "support", name: "Support" },
    language: "zh-CN",
  });
  expect(callMessage(null)).toEqual({
    type: "ringdesk.call",
    version: 1,
    phase: "none",
    call: null,
    number: "",
    customer: null,
    queue: null,
    language: "",
  });
});

test("only the CRM's own window and origin is heard, and only words that we know", () => {
  const from = (data: unknown, origin = ORIGIN, source: unknown = window) =>
    askedBy({ data, origin, source: source as Window }, window, ORIGIN);
  expect(from({ type: "ringdesk.ready" })).toEqual({ what: "tell" });
  expect(from({ type: "ringdesk.open", interaction: CONTACT })).toEqual({
    what: "open",
    path: `/interactions/${CONTACT}`,
  });
  expect(from({ type: "ringdesk.open", customer: CUSTOMER })).toEqual({
    what: "open",
    path: `/interactions?customer=${CUSTOMER}`,
  });
  for (const origin of [
    "https://evil.example",
    `${ORIGIN}.evil.example`,
    `${ORIGIN}:444`,
    "http://crm.example.com",
    "null",
  ])
    expect(from({ type: "ringdesk.ready" }, origin)).toBeNull();
  expect(from({ type: "ringdesk.ready" }, ORIGIN, {})).toBeNull();
  expect(from({ type: "ringdesk.ready" }, ORIGIN, null)).toBeNull();
  expect(askedBy({ data: { type: "ringdesk.ready" }, origin: ORIGIN, source: null }, null, ORIGIN)).toBeNull();
  for (const data of [
    null,
    "ringdesk.ready",
    7,
    [],
    {},
    { type: "ringdesk.call" },
    { type: "ringdesk.open" },
    { type: "ringdesk.open", interaction: "../admin" },
    { type: "ringdesk.open", interaction: `${CONTACT}/../../admin` },
    { type: "ringdesk.open", interaction: { toString: () => CONTACT } },
    { type: "ringdesk.open", customer: "javascript:alert(1)" },
  ])
    expect(from(data)).toBeNull();
});

function Where() {
  const { pathname, search } = useLocation();
  return <output>{pathname + search}</output>;
}

function Desk({ hand }: { hand: CallItem | null }) {
  return (
    <Stage>
      <CrmTabs call={hand} me={me()}>
        <p>Profile</p>
      </CrmTabs>
      <Where />
    </Stage>
  );
}

const frameOf = () => screen.getByTestId<HTMLIFrameElement>("crm-frame");

/** What the CRM's window is sent, and a way for it to speak. */
function listening(): { sent: unknown[][]; say: (data: unknown, origin?: string) => void } {
  const source = frameOf().contentWindow as Window;
  const sent: unknown[][] = [];
  vi.spyOn(source, "postMessage").mockImplementation((...given: unknown[]) => void sent.push(given));
  const say = (data: unknown, origin = ORIGIN) =>
    fireEvent(window, new MessageEvent("message", { data, origin, source }));
  return { sent, say };
}

test("without a CRM there are no tabs, and a page of our own is none", async () => {
  for (const crm of [
    { template: "", origin: "" },
    { template: `${location.origin}/x`, origin: location.origin },
  ]) {
    serve({ "/api/v1/desk/crm": () => json(crm) });
    const { unmount } = render(<Desk hand={call()} />);
    expect((await screen.findByText("Profile")).isConnected).toBe(true);
    expect(screen.queryByRole("tab")).toBeNull();
    unmount();
  }
});

test("the CRM's page stays for the whole call, is told of each change, and may ask to open a contact", async () => {
  serve({ "/api/v1/desk/crm": () => json({ template: TEMPLATE, origin: ORIGIN }) });
  const { rerender } = render(<Desk hand={call()} />);
  await screen.findByRole("tab", { name: "CRM" });
  const frame = frameOf();
  expect(frame.getAttribute("src")).toBe(`${ORIGIN}/pop?number=%2B8613800138000&customer=&agent=8001`);
  expect(frame.getAttribute("sandbox")).toBe("allow-scripts allow-same-origin allow-forms allow-popups");
  expect(frame.getAttribute("referrerpolicy")).toBe("no-referrer");
  const { sent, say } = listening();
  fireEvent.load(frame);
  await waitFor(() => expect(sent).toEqual([[callMessage(call()), ORIGIN]]));
  rerender(<Desk hand={call({ notes: "not for them" })} />);
  rerender(<Desk hand={call({ phase: "talking", customer: ada })} />);
  rerender(<Desk hand={null} />);
  expect(frameOf()).toBe(frame);
  expect(sent.slice(1)).toEqual([
    [callMessage(call({ phase: "talking", customer: ada })), ORIGIN],
    [callMessage(null), ORIGIN],
  ]);
  say({ type: "ringdesk.ready" });
  expect(sent).toHaveLength(4);
  say({ type: "ringdesk.open", interaction: CONTACT }, "https://evil.example");
  expect(screen.getByRole("status").textContent).toBe("/");
  say({ type: "ringdesk.open", interaction: CONTACT });
  await waitFor(() => expect(screen.getByRole("status").textContent).toBe(`/interactions/${CONTACT}`));
});

test("the tab that was chosen is remembered, and the next call has a page of its own", async () => {
  serve({ "/api/v1/desk/crm": () => json({ template: TEMPLATE, origin: ORIGIN }) });
  const { container, rerender, unmount } = render(<Desk hand={call()} />);
  const customer = await screen.findByRole("tab", { name: "Customer" });
  customer.focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(screen.getByRole("tab", { name: "CRM" }).getAttribute("aria-selected")).toBe("true");
  expect(await violations(container)).toEqual([]);
  rerender(<Desk hand={call({ id: CUSTOMER, caller_number: "13900000000" })} />);
  expect(frameOf().getAttribute("src")).toBe(`${ORIGIN}/pop?number=13900000000&customer=&agent=8001`);
  expect(screen.getByRole("link", { name: "Open in a window of its own" }).getAttribute("href")).toBe(
    frameOf().getAttribute("src"),
  );
  unmount();
  render(<Desk hand={null} />);
  expect((await screen.findByRole("tab", { name: "CRM" })).getAttribute("aria-selected")).toBe("true");
});

test("a page that does not come is said to be late, and is asked for again", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  serve({ "/api/v1/desk/crm": () => json({ template: TEMPLATE, origin: ORIGIN }) });
  render(<Desk hand={call()} />);
  fireEvent.click(await screen.findByRole("tab", { name: "CRM" }));
  const first = frameOf();
  vi.advanceTimersByTime(10_000);
  expect((await screen.findByText("The CRM does not answer")).isConnected).toBe(true);
  fireEvent.click(screen.getByTestId("crm-retry"));
  expect(frameOf()).not.toBe(first);
  expect(screen.queryByText("The CRM does not answer")).toBeNull();
  fireEvent.load(frameOf());
  vi.advanceTimersByTime(20_000);
  expect(screen.queryByText("The CRM does not answer")).toBeNull();
  vi.useRealTimers();
});
