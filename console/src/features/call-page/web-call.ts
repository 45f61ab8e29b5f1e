/** One call of a visitor: an account for it, the phone, and what to show. */

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { asRefusal, http } from "@/api/client";
import { JsSipPhone } from "@/softphone/jssip";
import { probeMicrophone } from "@/softphone/microphone";
import type { EndCause } from "@/softphone/softphone";

type Failing = "limited" | "network" | "microphone" | "refused";
export type CallStatus = "idle" | "connecting" | "ringing" | "talking" | EndCause | Failing;

const CONNECT_TIMEOUT_MS = 10_000;

export function useWebCall() {
  const phone = useMemo(() => new JsSipPhone(), []);
  const state = useSyncExternalStore(phone.subscribe, phone.current);
  const [preparing, setPreparing] = useState(false);
  const [failed, setFailed] = useState<Failing | null>(null);
  const [called, setCalled] = useState(false);
  useEffect(() => {
    // A visitor who closes the page has hung up; nobody should wait for them in a queue.
    const leave = () => phone.stop();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [phone]);

  const dial = useCallback(
    async (dialedNumber: string) => {
      setPreparing(true);
      setFailed(null);
      setCalled(true);
      try {
        if ((await probeMicrophone()) !== "ready") return setFailed("microphone");
        const { data } = await http.POST("/api/v1/web-calls", { body: { dialed_number: dialedNumber } });
        if (!data) return setFailed("refused");
        phone.start(data, { register: false });
        await connected(phone);
        phone.dial(data.dial || dialedNumber);
      } catch (error) {
        phone.stop();
        setFailed(failingOf(error));
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
    remoteAudio: state.remoteAudio,
    dial: (dialedNumber: string) => void dial(dialedNumber),
    hangUp,
    sendDigit,
  };
}

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

function failingOf(error: unknown): Failing {
  const { status } = asRefusal(error);
  if (status === 429) return "limited";
  return status === 0 ? "network" : "refused";
}
