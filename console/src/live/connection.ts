/** The live socket: keeps one `LiveState` up to date, reconnects with jitter, and pings so that a dead line is noticed. */

import type { ClientFrame, ServerFrame } from "@/api/generated/frames";
import { backoff } from "./backoff";
import { type Metronome, startMetronome } from "./metronome";
import { fromSnapshot, type LiveState, nothing, withChange } from "./state";

/** `refused`: this session has as many pages open as it may; the page goes on by itself when another is closed. */
export type Link = "connecting" | "open" | "lost" | "refused";

export interface LiveView {
  readonly state: LiveState;
  readonly link: Link;
}

/** What this tab says of its phone with each ping. */
export type PhoneWord = Pick<ClientFrame, "phone" | "microphone">;

const PING_EVERY_MS = 10_000;
const SILENCE_ALLOWED_MS = 25_000;
/** The close code with which the server refuses one page more. */
const TOO_MANY_PAGES = 4029;

export class LiveConnection {
  private view: LiveView = { state: nothing, link: "connecting" };
  private readonly listeners = new Set<() => void>();
  private socket: WebSocket | null = null;
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private pinger: Metronome | null = null;
  private lastHeard = 0;
  private word: PhoneWord = { phone: false, microphone: "unknown" };
  private readonly url: string;
  private readonly onLost: () => void;

  /** `onLost` is told of every loss: the reason may be that the session has ended. */
  constructor(url: string, onLost: () => void) {
    this.url = url;
    this.onLost = onLost;
  }

  start(): void {
    this.open();
    window.addEventListener("online", this.hurry);
    document.addEventListener("visibilitychange", this.hurry);
  }

  stop(): void {
    window.removeEventListener("online", this.hurry);
    document.removeEventListener("visibilitychange", this.hurry);
    clearTimeout(this.retry);
    this.close();
  }

  /** Says whether this tab holds a working phone; sent at once and with every ping. */
  setPhone(word: PhoneWord): void {
    if (word.phone === this.word.phone && word.microphone === this.word.microphone) return;
    this.word = word;
    this.ping();
  }

  readonly current = (): LiveView => this.view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private show(part: Partial<LiveView>): void {
    this.view = { ...this.view, ...part };
    for (const listener of this.listeners) listener();
  }

  private open(): void {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.lastHeard = Date.now();
      this.ping();
      this.pinger = startMetronome(PING_EVERY_MS, this.beat);
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      this.lastHeard = Date.now();
      this.take(JSON.parse(event.data) as ServerFrame);
    };
    socket.onclose = ({ code }) => this.lost(code === TOO_MANY_PAGES ? "refused" : "lost");
  }

  private take(frame: ServerFrame): void {
    if (frame.type === "pong") return;
    if (frame.type === "snapshot") {
      this.attempt = 0;
      this.show({ state: fromSnapshot(frame, Date.now()), link: "open" });
      return;
    }
    const next = withChange(this.view.state, frame);
    if (next === null) this.reconnect();
    else if (next !== this.view.state) this.show({ state: next });
  }

  private readonly beat = (): void => {
    if (Date.now() - this.lastHeard > SILENCE_ALLOWED_MS) this.reconnect();
    else this.ping();
  };

  private ping(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const frame: ClientFrame = { type: "ping", ...this.word };
    this.socket.send(JSON.stringify(frame));
  }

  /** A sleeping laptop's timers are late: try at once when it wakes. */
  private readonly hurry = (): void => {
    if (document.visibilityState !== "visible") return;
    if (this.socket === null) {
      clearTimeout(this.retry);
      this.open();
    } else this.beat();
  };

  private reconnect(): void {
    this.close();
    this.lost("lost");
  }

  private close(): void {
    this.pinger?.stop();
    this.pinger = null;
    const socket = this.socket;
    this.socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private lost(link: Link): void {
    this.close();
    this.onLost();
    this.show({ link });
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), backoff(this.attempt));
    this.attempt += 1;
  }
}
