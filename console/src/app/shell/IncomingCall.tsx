import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { useCallerName } from "@/components/caller";
import { useRun } from "@/components/failures";
import { IncomingIcon } from "@/components/icons";
import { useShortcut } from "@/components/shortcuts";
import { decline } from "@/live/commands";
import { useCalls, useQueueName } from "@/live/live";
import { usePhone, usePhoneState } from "@/softphone/phone";
import { Ringer } from "@/softphone/ringer";
import classes from "./Shell.module.css";
import { useTitleFlash } from "./title";

const ringer = new Ringer();

/** Makes a ringing call noticed wherever the agent is: sound, title, notification, one announcement, and a bar on other pages. */
export function IncomingCall() {
  const { t } = useTranslation();
  const call = useCalls().find(({ phase }) => phase === "ringing");
  const status = usePhoneState()?.status;
  const queueName = useQueueName();
  const name = useCallerName();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const phone = usePhone();
  const run = useRun();
  const callId = call?.id;
  const who = call ? name(call) : "";
  const announcement = !call
    ? ""
    : call.queue === ""
      ? t("call.incomingWho", { who })
      : t("call.incomingFrom", { who, queue: queueName(call.queue) });

  const accept = () => {
    if (callId === undefined) return;
    phone?.accept(callId);
    void navigate("/");
  };
  useShortcut("accept", accept, callId !== undefined);
  useShortcut("decline", () => callId && void run(() => decline(callId)), callId !== undefined);
  useTitleFlash(callId === undefined ? null : t("call.incomingTitle"));

  // Only the tab that holds the phone rings; the others show the call silently.
  const rings = callId !== undefined && status !== "elsewhere";
  useEffect(() => {
    if (!rings) return;
    ringer.start();
    return () => ringer.stop();
  }, [rings]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one notification for one call, in the language of that moment
  useEffect(() => {
    if (!rings || typeof Notification === "undefined" || Notification.permission !== "granted") return;
    const notification = new Notification(t("call.incoming"), {
      body: announcement,
      tag: callId,
      requireInteraction: true,
    });
    notification.onclick = () => {
      window.focus();
      void navigate("/");
      notification.close();
    };
    return () => notification.close();
  }, [rings, callId]);

  return (
    <>
      <div role="alert" className="visually-hidden">
        {announcement}
      </div>
      {call && pathname !== "/" && (
        <div className={classes.incoming}>
          <IncomingIcon size={20} aria-hidden />
          <span className={classes.incomingWords}>{announcement}</span>
          <Button variant="default" onClick={() => void navigate("/")}>
            {t("call.openDesk")}
          </Button>
          <Button color="green" onClick={accept}>
            {t("call.accept")}
          </Button>
        </div>
      )}
    </>
  );
}
