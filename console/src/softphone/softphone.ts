/** What a telephone in the page can do. The desk and the caller's page know only this. */

import type { Schemas } from "@/api/client";
import type { Quality } from "./quality";

export type PhoneAccount = Schemas["PhoneCredentials"];

export type Registration = "off" | "connecting" | "registered" | "failed";

export interface PhoneSession {
  /** Our call's id, as the server put it into the INVITE; empty for calls that we dial. */
  readonly callId: string;
  readonly stage: "ringing" | "connecting" | "talking";
  readonly muted: boolean;
  /** When it was answered, by our clock. */
  readonly answeredAt: number | null;
}

/** Why the last session ended, in words that the locales translate. */
export type EndCause = "ended" | "busy" | "refused" | "microphone" | "network" | "canceled";

export interface PhoneState {
  readonly registration: Registration;
  readonly session: PhoneSession | null;
  readonly remoteAudio: MediaStream | null;
  /** How well the call was heard in the last seconds. */
  readonly quality: Quality | null;
  readonly lastEnd: EndCause | null;
}

export interface Softphone {
  readonly current: () => PhoneState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Connects and, with `register`, makes the phone reachable. */
  start(account: PhoneAccount, options: { register: boolean }): void;
  /** Hangs up and disconnects. */
  stop(): void;
  /** Makes sure that the line to the server lives; a dead one is made anew, and the call joined again. */
  probe(): void;
  /** Disconnects without hanging up: the call stands, and the next page that registers joins it again. */
  leave(): void;
  /** Answers the call with this id, at once or when its INVITE arrives. */
  accept(callId: string): void;
  dial(target: string): void;
  hangUp(): void;
  setMuted(muted: boolean): void;
  sendDigit(digit: string): void;
  /** Speaks into the microphone that is to be used now, in mid-call too. */
  changeMicrophone(): Promise<void>;
}

export const silent: PhoneState = {
  registration: "off",
  session: null,
  remoteAudio: null,
  quality: null,
  lastEnd: null,
};

/** A value that tells its listeners when it is replaced. */
export class Observable<T> {
  private value: T;
  private readonly listeners = new Set<() => void>();

  constructor(value: T) {
    this.value = value;
  }

  readonly current = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  show(part: Partial<T>): void {
    this.value = { ...this.value, ...part };
    for (const listener of this.listeners) listener();
  }
}
