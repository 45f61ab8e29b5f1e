/** The agent's phone on this page: who holds it, whether it can be heard, and its account, renewed when refused. */

import { http } from "@/api/client";
import { backoff } from "@/live/backoff";
import { audioDevices } from "./audio-devices";
import { JsSipPhone, type QualityReport } from "./jssip";
import { type Microphone, probeMicrophone, watchMicrophone } from "./microphone";
import { Observable, type PhoneState, type Softphone, silent } from "./softphone";
import { TabLock } from "./tab-lock";

export type PhoneStatus = "starting" | "elsewhere" | "microphone" | "connecting" | "registered";

export interface DeskPhoneState extends PhoneState {
  readonly status: PhoneStatus;
  readonly microphone: Microphone;
}

export class DeskPhone {
  private readonly shown = new Observable<DeskPhoneState>({ ...silent, status: "starting", microphone: "unknown" });
  private readonly phone: Softphone;
  private readonly lock: TabLock;
  private held = false;
  private attempt = 0;
  private fetching = false;
  private renewal: ReturnType<typeof setTimeout> | undefined;
  private readonly cleanups: (() => void)[] = [];

  readonly current = this.shown.current;
  readonly subscribe = this.shown.subscribe;

  constructor(agentId: string, report: QualityReport) {
    this.phone = new JsSipPhone(report);
    this.lock = new TabLock(`ringdesk-phone-${agentId}`, (held) => this.lockChanged(held));
  }

  start(): void {
    this.cleanups.push(
      this.phone.subscribe(this.phoneChanged),
      watchMicrophone(this.checkMicrophone),
      this.followMicrophone(),
    );
    this.lock.start();
  }

  stop(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup();
    clearTimeout(this.renewal);
    this.lock.stop();
    this.phone.leave();
  }

  takeOver(): void {
    this.lock.takeOver();
  }

  /** Asks for the microphone again, after the person was told how to allow it. */
  readonly checkMicrophone = async (): Promise<void> => {
    if (!this.held) return;
    const before = this.current().microphone;
    const microphone = await probeMicrophone();
    this.shown.show({ microphone });
    if (!this.held) return;
    if (microphone !== "ready") this.status("microphone");
    else if (before !== "ready" || this.current().status === "microphone") this.register();
  };

  /** The network may have changed: a line that died without a word is made anew. */
  probe(): void {
    if (this.held) this.phone.probe();
  }

  accept(callId: string): void {
    this.phone.accept(callId);
  }

  setMuted(muted: boolean): void {
    this.phone.setMuted(muted);
  }

  sendDigit(digit: string): void {
    this.phone.sendDigit(digit);
  }

  hangUp(): void {
    this.phone.hangUp();
  }

  private followMicrophone(): () => void {
    let used = audioDevices.effective("microphone");
    return audioDevices.subscribe(() => {
      const device = audioDevices.effective("microphone");
      if (device === used) return;
      used = device;
      void this.phone.changeMicrophone().catch(() => undefined); // None is left: `checkMicrophone` says so.
    });
  }

  private lockChanged(held: boolean): void {
    this.held = held;
    if (held) {
      this.status("connecting");
      void this.checkMicrophone();
      return;
    }
    clearTimeout(this.renewal);
    this.phone.leave();
    this.shown.show({ microphone: "unknown" });
    this.status("elsewhere");
  }

  /** Each account's secret is new and ends the one before, so it is fetched only when needed. */
  private register(): void {
    if (this.current().registration === "registered" || this.fetching) {
      this.phoneChanged();
      return;
    }
    void this.fetchAccount();
  }

  private async fetchAccount(): Promise<void> {
    this.fetching = true;
    this.status("connecting");
    try {
      const { data } = await http.POST("/api/v1/phone");
      if (this.held && data) this.phone.start(data, { register: true });
    } catch {
      this.renewLater();
    } finally {
      this.fetching = false;
    }
  }

  private renewLater(): void {
    clearTimeout(this.renewal);
    this.renewal = setTimeout(() => {
      if (this.held) void this.fetchAccount();
    }, backoff(this.attempt));
    this.attempt += 1;
  }

  private readonly phoneChanged = (): void => {
    const state = this.phone.current();
    this.shown.show(state);
    if (!this.held) return;
    if (state.registration === "registered") this.attempt = 0;
    if (state.registration === "failed") this.renewLater();
    if (this.current().microphone === "ready")
      this.status(state.registration === "registered" ? "registered" : "connecting");
  };

  private status(status: PhoneStatus): void {
    if (this.current().status !== status) this.shown.show({ status });
  }
}
