/** Keys pressed in a call, sent one after the other (decision 0042): by SIP INFO (RFC 6086), or in the sound where the socket is lost. */

const HELD_MS = 160;
const GAP_MS = 70;

/** What keys need of a call; JsSIP's sessions have it, though their types do not say so. */
export interface KeyLine {
  isEstablished(): boolean;
  sendRequest(method: "INFO", options: { extraHeaders: string[]; body: string }): void;
  sendDTMF(digit: string, options: { transportType: "RFC2833"; duration: number; interToneGap: number }): void;
}

/** JsSIP's own INFO for a key ends the call when it cannot be delivered. */
export class Keys {
  private readonly line: KeyLine;
  private readonly connected: () => boolean;
  private waiting = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(line: KeyLine, connected: () => boolean) {
    this.line = line;
    this.connected = connected;
  }

  press(digit: string): void {
    this.waiting += digit;
    if (this.timer === undefined) this.next();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.waiting = "";
  }

  private readonly next = (): void => {
    this.timer = undefined;
    const digit = this.waiting.charAt(0);
    if (digit === "" || !this.line.isEstablished()) return;
    this.waiting = this.waiting.slice(1);
    if (this.connected()) {
      const body = `Signal=${digit}\r\nDuration=${HELD_MS}`;
      this.line.sendRequest("INFO", { extraHeaders: ["Content-Type: application/dtmf-relay"], body });
    } else {
      this.line.sendDTMF(digit, { transportType: "RFC2833", duration: HELD_MS, interToneGap: GAP_MS });
    }
    this.timer = setTimeout(this.next, HELD_MS + GAP_MS);
  };
}
