/** The typed HTTP client. Every refusal becomes a `Refusal`, so that callers handle one kind of error. */

import createFetchClient from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import type { Problem } from "./generated/frames";
import type { components, paths } from "./generated/openapi";

export type Schemas = components["schemas"];

/** What the server, or the lack of one, said. `code` is stable; `message` is the server's own text. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Record<string, string>;
  readonly retryAfter: number | null;
  /** What is wrong at each place, as stable codes; and what depends on a thing that was to be removed. */
  readonly faults: Record<string, string>;
  readonly uses: Schemas["UseView"][];

  constructor(
    code: string,
    message: string,
    status = 0,
    fields: Record<string, string> = {},
    retryAfter?: string | null,
    more: Pick<Problem, "faults" | "uses"> = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.fields = fields;
    this.faults = more.faults ?? {};
    this.uses = more.uses ?? [];
    this.retryAfter = retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
  }
}

export const http = createFetchClient<paths>({
  baseUrl: location.origin,
  fetch: (request) => globalThis.fetch(request),
});

http.use({
  async onResponse({ response }) {
    if (!response.ok) throw await refusalOf(response);
  },
  onError({ error }) {
    if (error instanceof Refusal) return error;
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return new Refusal("unreachable", "The server cannot be reached.");
  },
});

export const api = createQueryClient(http);

async function refusalOf(response: Response): Promise<Refusal> {
  const retryAfter = response.headers.get("retry-after");
  const body: unknown = await response.json().catch(() => null);
  if (!isProblem(body)) return new Refusal("unexpected", response.statusText, response.status, {}, retryAfter);
  return new Refusal(body.code, body.message, response.status, body.fields ?? {}, retryAfter, body);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "message" in body;
}

/** Anything thrown, as a `Refusal`. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal("unexpected", error instanceof Error ? error.message : String(error));
}
