/** A place for a part of the console: everything that stands above it on a real page. */

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import axe from "axe-core";
import type { ReactNode } from "react";
import { MemoryRouter, Route, Routes } from "react-router";
import { vi } from "vitest";
import type { Change, Item } from "@/api/generated/frames";
import { createQueries } from "@/app/queries";
import { theme } from "@/app/theme";
import { FailureProvider } from "@/components/failures";
import { ShortcutProvider } from "@/components/shortcuts";
import { LiveProvider } from "@/live/live";
import { snapshot } from "./frames";

export type Answers = Record<string, (request: Request) => Response | Promise<Response>>;

export function json(body: unknown, status = 200, headers: HeadersInit = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}

let sockets: { onmessage: ((event: { data: string }) => void) | null }[] = [];

/** The server says one thing more to every open page. */
export function push(frame: Change): void {
  for (const socket of sockets) socket.onmessage?.({ data: JSON.stringify(frame) });
}

/** A server that gives these answers, by path or by method and path, and shows these live items. Answers may be changed afterwards. */
export function serve(answers: Answers, items?: Item[]): Answers {
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url);
    const answer = answers[`${request.method} ${pathname}`] ?? answers[pathname];
    return answer ? answer(request) : json({ code: "not_found", message: "none", fields: {} }, 404);
  });
  sockets = [];
  vi.stubGlobal(
    "WebSocket",
    class {
      onmessage: ((event: { data: string }) => void) | null = null;
      constructor() {
        sockets.push(this);
        if (items) queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(snapshot(0, items)) }));
      }
      close() {}
    },
  );
  return answers;
}

interface StageProps {
  children: ReactNode;
  /** The address in the browser, and which part of the addresses the part is for. */
  at?: string;
  below?: string;
}

export function Stage({ children, at = "/", below = "*" }: StageProps) {
  return (
    <MantineProvider theme={theme} env="test" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={createQueries()}>
        <FailureProvider>
          <MemoryRouter initialEntries={[at]}>
            <LiveProvider onLost={() => undefined}>
              <ShortcutProvider>
                <main>
                  <h1>Page</h1>
                  <Routes>
                    <Route path={below} element={children} />
                  </Routes>
                </main>
              </ShortcutProvider>
            </LiveProvider>
          </MemoryRouter>
        </FailureProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The text of each list item, on a page that knows no words but its own. */
export function linesOf(list: ReactNode): string[] {
  serve({});
  render(<Stage>{list}</Stage>);
  return screen.getAllByRole("listitem").map((line) => line.textContent ?? "");
}

export async function violations(element: Element): Promise<string[]> {
  const { violations: found } = await axe.run(element, { rules: { "color-contrast": { enabled: false } } });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}
