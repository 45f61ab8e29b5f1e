/** How components reach the agent's phone, and the element that makes the caller heard. */

import { Button } from "@mantine/core";
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useConnection } from "@/live/live";
import { type AudioDevices, audioDevices, playOn } from "./audio-devices";
import { DeskPhone, type DeskPhoneState } from "./desk-phone";
import { sendQuality } from "./quality-report";

const PhoneContext = createContext<DeskPhone | null>(null);

export function PhoneProvider({ agentId, children }: { agentId: string; children: ReactNode }) {
  const connection = useConnection();
  const phone = useMemo(() => new DeskPhone(agentId, sendQuality), [agentId]);
  useEffect(() => {
    phone.start();
    const unsubscribe = phone.subscribe(() => {
      const { status, microphone } = phone.current();
      connection.setPhone({ phone: status === "registered", microphone });
    });
    // Where the page's own line broke, the phone's may have died without a word.
    let link = connection.current().link;
    const unfollow = connection.subscribe(() => {
      const before = link;
      link = connection.current().link;
      if (before === "lost" && link === "open") phone.probe();
    });
    return () => {
      unsubscribe();
      unfollow();
      connection.setPhone({ phone: false, microphone: "unknown" });
      phone.stop();
    };
  }, [phone, connection]);
  return <PhoneContext value={phone}>{children}</PhoneContext>;
}

/** Null for people who take no calls. */
export function usePhone(): DeskPhone | null {
  return use(PhoneContext);
}

const nothing = () => () => undefined;
const none = () => null;

export function usePhoneState(): DeskPhoneState | null {
  const phone = usePhone();
  return useSyncExternalStore<DeskPhoneState | null>(phone?.subscribe ?? nothing, phone?.current ?? none);
}

export function useAudioDevices(): AudioDevices {
  return useSyncExternalStore(audioDevices.subscribe, audioDevices.current);
}

/** Plays the other side. Where the browser wants a click first, it asks for one. */
export function RemoteAudio({ stream }: { stream: MediaStream | null }) {
  const { t } = useTranslation();
  const element = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  const { chosen, lost } = useAudioDevices();
  const talkDevice = lost.includes("talk") ? "" : chosen.talk.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another device means to play there
  useEffect(() => {
    if (element.current !== null) void playOn(element.current, "talk");
  }, [talkDevice]);
  useEffect(() => {
    const audio = element.current;
    if (audio === null) return;
    audio.srcObject = stream;
    setBlocked(false);
    if (stream !== null) audio.play().catch((error: DOMException) => setBlocked(error.name === "NotAllowedError"));
  }, [stream]);
  const play = () => element.current?.play().then(() => setBlocked(false));
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live telephone call has no captions */}
      <audio ref={element} autoPlay data-testid="remote-audio" />
      {blocked && stream !== null && (
        <Button color="orange" onClick={play}>
          {t("phone.hearCaller")}
        </Button>
      )}
    </>
  );
}
