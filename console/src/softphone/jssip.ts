/** A `Softphone` on JsSIP. One session at a time. The center offers one call at a time, so its calls replace what stands; others hear busy. */

import * as JsSIP from "jssip";
import type { EndEvent, RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRequest } from "jssip/lib/SIPMessage";
import type { IncomingRTCSessionEvent, UA } from "jssip/lib/UA";
import { watchIce } from "./ice-watch";
import { type KeyLine, Keys } from "./keys";
import { audioConstraints } from "./microphone";
import { speakInto } from "./outgoing-audio";
import type { Quality } from "./quality";
import { QualityWatch } from "./quality-watch";
import { whisper } from "./ringer";
import { type EndCause, Observable, type PhoneAccount, type PhoneState, type Softphone, silent } from "./softphone";

/** JsSIP would wait for every ICE candidate; on common networks the useful ones are there within this time. */
const ICE_PATIENCE_MS = 500;

/** How long an accepted call that is dialed anew is answered without asking again. */
const ACCEPTANCE_MS = 15_000;

/** How long a call rings is the queue's to say; JsSIP would end it after a minute. */
const RINGING_S = 3_600;

/** A server that lives answers a registration within this time. */
const ANSWER_MS = 5_000;

/** What the server says of a call that was over meanwhile. */
const CALL_UNKNOWN = 481;

/** What JsSIP's sessions have, though their types do not say so. */
interface Refreshable {
  sendRequest(
    method: "UPDATE",
    options: {
      extraHeaders: string[];
      eventHandlers: { onErrorResponse: (response: { status_code: number }) => void };
    },
  ): void;
}

/** Told how each stretch of a call was heard. */
export type QualityReport = (callId: string, stretch: Quality) => void;

export class JsSipPhone implements Softphone {
  private readonly shown = new Observable<PhoneState>(silent);
  private ua: UA | null = null;
  private socket: JsSIP.WebSocketInterface | null = null;
  private session: RTCSession | null = null;
  private keys: Keys | null = null;
  private accepted: { callId: string; at: number } | null = null;
  private account: { account: PhoneAccount; register: boolean } | null = null;
  private track: MediaStreamTrack | null = null;
  private unfollow: () => void = () => undefined;
  private doubt: ReturnType<typeof setTimeout> | undefined;
  private readonly report: QualityReport;

  readonly current = this.shown.current;
  readonly subscribe = this.shown.subscribe;

  constructor(report: QualityReport = () => undefined) {
    this.report = report;
  }

  start(account: PhoneAccount, { register }: { register: boolean }): void {
    this.leave();
    this.account = { account, register };
    this.socket = new JsSIP.WebSocketInterface(socketUrl(account.websocket_path));
    const ua = new JsSIP.UA({
      sockets: this.socket,
      uri: account.uri,
      authorization_user: account.username,
      password: account.password,
      display_name: account.display_name,
      register,
      register_expires: 120,
      no_answer_timeout: RINGING_S,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 5,
      user_agent: "Ringdesk",
    });
    this.ua = ua;
    const connected = register ? "connecting" : "registered";
    this.shown.show({ registration: "connecting" });
    ua.on("connected", () => {
      this.shown.show({ registration: connected });
      if (!register) this.tellWhereWeAre();
    });
    ua.on("registered", () => {
      clearTimeout(this.doubt);
      this.shown.show({ registration: "registered" });
    });
    ua.on("disconnected", () => this.shown.show({ registration: "connecting" }));
    ua.on("unregistered", () => this.shown.show({ registration: "connecting" }));
    ua.on("registrationFailed", () => this.shown.show({ registration: "failed" }));
    ua.on("newRTCSession", (event: { originator: string; session: RTCSession }) => {
      if (event.originator === "remote") this.ringing(event as IncomingRTCSessionEvent);
    });
    ua.start();
  }

  stop(): void {
    this.hangUp();
    this.leave();
  }

  probe(): void {
    if (this.ua === null || this.current().registration !== "registered") return;
    clearTimeout(this.doubt);
    this.doubt = setTimeout(this.startAnew, ANSWER_MS);
    this.trustWhatAnswers();
    this.ua.register();
  }

  async changeMicrophone(): Promise<void> {
    const connection = this.session?.connection;
    if (!connection) return;
    const track = await speakInto(connection, { muted: this.current().session?.muted === true });
    this.track?.stop();
    this.track = track;
    track?.addEventListener("ended", this.microphoneLost, { once: true });
  }

  leave(): void {
    const { ua, socket } = this;
    clearTimeout(this.doubt);
    this.dropSession();
    this.ua = this.socket = this.account = null;
    ua?.removeAllListeners();
    // With its socket gone the user agent can end its sessions here, but cannot tell the other side.
    socket?.disconnect();
    ua?.stop();
    this.shown.show(silent);
  }

  accept(callId: string): void {
    this.accepted = { callId, at: Date.now() };
    const waiting = this.current().session;
    if (waiting?.stage === "ringing" && waiting.callId === callId) this.answer();
  }

  dial(target: string): void {
    if (this.ua === null || this.session !== null) return;
    const session = this.ua.call(target, { mediaConstraints: audioConstraints(), pcConfig: { iceServers: [] } });
    this.follow(session, "");
    this.shown.show({ session: { callId: "", stage: "connecting", muted: false, answeredAt: null } });
    if (session.connection) this.listen(session, session.connection);
  }

  hangUp(): void {
    if (this.session?.isEnded() === false) this.session.terminate();
  }

  setMuted(muted: boolean): void {
    if (muted) this.session?.mute({ audio: true });
    else this.session?.unmute({ audio: true });
  }

  sendDigit(digit: string): void {
    if (this.session?.isEstablished()) this.keys?.press(digit);
  }

  /** A registration that is only renewed is told nowhere; whatever the server says proves that the socket lives. */
  private trustWhatAnswers(): void {
    const socket = this.socket as unknown as { ondata: (data: unknown) => void } | null;
    if (socket === null) return;
    const hear = socket.ondata;
    socket.ondata = (data) => {
      clearTimeout(this.doubt);
      socket.ondata = hear;
      hear(data);
    };
  }

  /**
   * A call that outlived its socket is reached by the new one from now on (target refresh, RFC 3311, 5.1). A phone that registers
   * is dialed anew instead.
   */
  private tellWhereWeAre(): void {
    const { session, ua } = this;
    if (ua === null || session?.isEstablished() !== true) return;
    (session as unknown as Refreshable).sendRequest("UPDATE", {
      extraHeaders: [`Contact: ${ua.contact.toString({ outbound: true })}`],
      eventHandlers: {
        onErrorResponse: ({ status_code }) => {
          if (status_code === CALL_UNKNOWN && !session.isEnded()) session.terminate();
        },
      },
    });
  }

  private readonly startAnew = (): void => {
    if (this.account !== null) this.start(this.account.account, { register: this.account.register });
  };

  private readonly microphoneLost = (): void => {
    void this.changeMicrophone().catch(() => undefined); // No other microphone: the page says so.
  };

  private ringing({ session, request }: { session: RTCSession; request: IncomingRequest }): void {
    const callId = header(request, "X-Ringdesk-Call");
    const answer = header(request, "X-Ringdesk-Answer");
    const asked = answer === "rejoin" || answer === "dial" || header(request, "X-Ringdesk-Rejoin") === "1";
    if (this.session !== null && callId === "") {
      session.terminate({ status_code: 486 });
      return;
    }
    this.replaceSession();
    this.follow(session, callId);
    this.shown.show({ session: { callId, stage: "ringing", muted: false, answeredAt: null }, lastEnd: null });
    if (asked || this.isAccepted(callId)) this.answer();
    else if (answer === "auto") void whisper().then(() => this.session === session && this.answer());
  }

  /** The leg that was answered may have been lost with its socket; the call is the same. */
  private isAccepted(callId: string): boolean {
    return this.accepted?.callId === callId && Date.now() - this.accepted.at < ACCEPTANCE_MS;
  }

  /** Where a socket was lost in between, an old leg's end was not heard; the new leg takes its place. */
  private replaceSession(): void {
    const old = this.session;
    this.dropSession();
    if (old?.isEnded() === false) old.terminate();
  }

  private dropSession(): void {
    this.unfollow();
    this.unfollow = () => undefined;
    this.track?.stop();
    this.keys?.stop();
    this.session = this.track = this.keys = null;
  }

  private answer(): void {
    if (this.current().session?.stage !== "ringing") return;
    this.update({ stage: "connecting" });
    this.session?.answer({ mediaConstraints: audioConstraints(), pcConfig: { iceServers: [] } });
  }

  private follow(session: RTCSession, callId: string): void {
    this.session = session;
    this.keys = new Keys(session as unknown as KeyLine, () => this.ua?.isConnected() === true);
    const mine = (act: () => void) => () => {
      if (this.session === session) act();
    };
    const over = (event: EndEvent) => {
      if (this.session !== session) return;
      this.dropSession();
      this.shown.show({ session: null, remoteAudio: null, quality: null, lastEnd: endCause(event.cause) });
    };
    session.on("peerconnection", ({ peerconnection }) => this.listen(session, peerconnection));
    let patience: ReturnType<typeof setTimeout> | undefined;
    session.on("icecandidate", ({ ready }) => {
      patience ??= setTimeout(ready, ICE_PATIENCE_MS);
    });
    session.on("sdp", () => {
      clearTimeout(patience);
      patience = undefined;
    });
    session.on(
      "accepted",
      mine(() => this.update({ callId, stage: "talking", answeredAt: Date.now() })),
    );
    session.on(
      "confirmed",
      mine(() => {
        this.accepted = null;
      }),
    );
    session.on(
      "muted",
      mine(() => this.update({ muted: true })),
    );
    session.on(
      "unmuted",
      mine(() => this.update({ muted: false })),
    );
    session.on("ended", over);
    session.on("failed", over);
  }

  private listen(session: RTCSession, connection: RTCPeerConnection): void {
    this.unfollow();
    const unwatch = watchIce(connection, {
      restart: () => session.isEstablished() && session.renegotiate({ rtcOfferConstraints: { iceRestart: true } }),
      giveUp: this.startAnew,
    });
    const quality = new QualityWatch(connection, {
      measured: (now) => this.shown.show({ quality: now }),
      report: (stretch) => {
        const callId = this.current().session?.callId;
        if (callId) this.report(callId, stretch);
      },
    });
    this.unfollow = () => {
      unwatch();
      quality.stop();
    };
    connection.addEventListener("track", ({ streams, track }) => {
      this.shown.show({ remoteAudio: streams[0] ?? new MediaStream([track]) });
    });
  }

  private update(part: Partial<NonNullable<PhoneState["session"]>>): void {
    const session = this.current().session;
    if (session !== null) this.shown.show({ session: { ...session, ...part } });
  }
}

function socketUrl(path: string): string {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

function header(request: IncomingRequest, name: string): string {
  return request.getHeader(name) ?? "";
}

function endCause(cause: string): EndCause {
  const { causes } = JsSIP.C;
  if (cause === causes.BUSY) return "busy";
  if (cause === causes.CANCELED) return "canceled";
  if (cause === causes.USER_DENIED_MEDIA_ACCESS) return "microphone";
  if (cause === causes.CONNECTION_ERROR || cause === causes.REQUEST_TIMEOUT || cause === causes.RTP_TIMEOUT)
    return "network";
  if (cause === causes.BYE) return "ended";
  return "refused";
}
