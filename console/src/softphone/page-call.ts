/** One outgoing call from this page: an account for it, the phone, and what to show. It ends with the page. */

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { asRefusal, type Refusal } from "@/api/client";
import { JsSipPhone } from "./jssip";
import { probeMicrophone } from "./microphone";
import type { EndCause, PhoneAccount } from "./softphone";

type Failing = "limited" | "network" | "microphone" | "refused";
export type CallStatus = "idle" | "connecting" | "ringing" | "talking" | EndCause | Failing;

const CONNECT_TIMEOUT_MS = 10_000;

export function usePageCall() {
  const phone = useMemo(() => new JsSipPhone(), []);
  const state = useSyncExternalStore(phone.subscribe, phone.current);
  const [preparing, setPreparing] = useState(false);
  const [failed, setFailed] = useState<Failing | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [called, setCalled] = useState(false);
  useEffect(() => {
    // Who closes the page has hung up; nobody should wait for them in a queue.
    const leave = () => phone.stop();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [phone]);

  const dial = useCallback(
    async (open: () => Promise<PhoneAccount | undefined>) => {
      setPreparing(true);
      setFailed(null);
      setRefusal(null);
      setCalled(true);
      try {
        if ((await probeMicrophone()) !== "ready") return setFailed("microphone");
        const account = await open();
        if (!account) return setFailed("refused");
        phone.start(account, { register: false });
        await connected(phone);
        phone.dial(account.dial ?? account.uri);
      } catch (error) {
        phone.stop();
        const told = asRefusal(error);
        setRefusal(told);
        setFailed(told.status === 429 ? "limited" : told.status === 0 ? "network" : "refused");
      } finally {
        setPreparing(false);
      }
    },
    [phone],
  );
  const hangUp = useCallback(() => {
    if (phone.current().session === null) phone.stop();
    else phone.hangUp();
  }, [phone]);
  const sendDigit = useCallback((digit: string) => phone.sendDigit(digit), [phone]);

  const status = ((): CallStatus => {
    if (state.session !== null) return state.session.stage === "connecting" ? "ringing" : state.session.stage;
    if (preparing) return "connecting";
    if (failed !== null) return failed;
    return called ? (state.lastEnd ?? "ended") : "idle";
  })();
  return {
    status,
    active: preparing || state.session !== null,
    answeredAt: state.session?.answeredAt ?? null,
    /** The call goes on, but its end cannot be told now. */
    interrupted: state.session?.stage === "talking" && state.registration !== "registered",
    remoteAudio: state.remoteAudio,
    /** What the server said when it gave no account. */
    refusal,
    dial: (open: () => Promise<PhoneAccount | undefined>) => void dial(open),
    hangUp,
    sendDigit,
  };
}

export type PageCall = ReturnType<typeof usePageCall>;

/** Waits until the phone's line stands. */
function connected(phone: JsSipPhone): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error("no line"))), CONNECT_TIMEOUT_MS);
    const look = () => {
      const { registration } = phone.current();
      if (registration === "registered") settle(resolve);
      if (registration === "off" || registration === "failed") settle(() => reject(new Error("no line")));
    };
    const unsubscribe = phone.subscribe(look);
    function settle(finish: () => void): void {
      clearTimeout(timer);
      unsubscribe();
      finish();
    }
    look();
  });
}
