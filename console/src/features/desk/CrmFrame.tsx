import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { CallItem } from "@/api/generated/frames";
import { AlertIcon } from "@/components/icons";
import { Notice } from "@/components/Notice";
import classes from "./CrmTabs.module.css";
import { askedBy, callMessage } from "./crm";

const PATIENCE_MS = 10_000;

interface CrmFrameProps {
  url: string;
  origin: string;
  call: CallItem | null;
  /** What can be done about a page that does not come. */
  children: ReactNode;
}

/** A page of the CRM in a sandbox. It is told of the call in hand, and heard only from its own window and origin. */
export function CrmFrame({ url, origin, call, children }: CrmFrameProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const frame = useRef<HTMLIFrameElement>(null);
  const [loaded, setLoaded] = useState(false);
  const [late, setLate] = useState(false);
  const told = JSON.stringify(callMessage(call));
  useEffect(() => {
    if (loaded) frame.current?.contentWindow?.postMessage(JSON.parse(told), origin);
  }, [loaded, told, origin]);
  useEffect(() => {
    const hear = (event: MessageEvent<unknown>) => {
      const asked = askedBy(event, frame.current?.contentWindow, origin);
      if (asked?.what === "tell") frame.current?.contentWindow?.postMessage(JSON.parse(told), origin);
      if (asked?.what === "open") void navigate(asked.path);
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, [told, origin, navigate]);
  useEffect(() => {
    if (loaded) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [loaded]);
  return (
    <>
      {late && !loaded && (
        <div role="alert">
          <Notice icon={<AlertIcon />} title={t("crm.late")} hint={t("crm.lateHint")}>
            {children}
          </Notice>
        </div>
      )}
      <iframe
        ref={frame}
        className={classes.frame}
        src={url}
        title={t("crm.title")}
        sandbox="allow-scripts allow-same-origin allow-forms allow-popups"
        referrerPolicy="no-referrer"
        onLoad={() => setLoaded(true)}
        data-testid="crm-frame"
      />
    </>
  );
}
