import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal } from "@/api/client";
import { CallBox } from "@/components/CallBox";
import type { Language, PromptDetail } from "@/components/prompt-library";
import { useRefusalWords, useWords } from "@/components/prompt-words";
import { useTrialCall } from "@/components/trial-call";
import classes from "./Prompts.module.css";
import { callToRecord, keepPhoneRecording, phoneSoundOf } from "./prompts-api";

interface PhoneRecorderProps {
  prompt: PromptDetail;
  language: Language;
  sent: () => Promise<void>;
  close: () => void;
}

/** Records over a telephone call from this page: what is heard afterwards is what callers will hear over theirs. */
export function PhoneRecorder({ prompt, language, sent, close }: PhoneRecorderProps) {
  const p = useWords();
  const { i18n } = useTranslation();
  const text = useRefusalWords();
  const { call, trial, begin, item } = useTrialCall();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const chosen = useRef(false);
  const recorded = useRef(false);
  if (item) {
    chosen.current = item.steps.some((step) => step.step_id === "record" && step.outcome === "done");
    recorded.current ||= item.recording;
  }
  const keep = async () => {
    if (trial === null) return;
    setBusy(true);
    setFault("");
    try {
      await keepPhoneRecording(prompt.id, language, prompt.version, trial);
      await sent();
      close();
    } catch (error) {
      setFault(text(asRefusal(error)));
      setBusy(false);
    }
  };
  const over = trial !== null && !call.active && item === null && recorded.current;
  // Who has said on the phone that it is right is not asked once more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the call is over
  useEffect(() => {
    if (over && chosen.current) void keep();
  }, [over]);
  const dial = () => {
    chosen.current = recorded.current = false;
    begin(null);
    setFault("");
    call.dial(async () => {
      const line = await callToRecord(i18n.language === "en" ? "en" : "zh-CN");
      begin(line?.trial ?? null);
      return line;
    });
  };
  return (
    <>
      <p>{p("phoneLead")}</p>
      {over && !busy && (
        // biome-ignore lint/a11y/useMediaCaption: one's own voice has no captions
        <audio className={classes.audio} controls src={phoneSoundOf(trial)} aria-label={p("recorded")} />
      )}
      {busy && <span role="status">{p("working")}</span>}
      <CallBox call={call} label={p("phoneCall")} dial={dial} disabled={busy}>
        {item?.recording && (
          <Button onClick={() => call.sendDigit("#")} data-testid="phone-stop">
            {p("recordStop")}
          </Button>
        )}
      </CallBox>
      <div className={classes.tools}>
        {over && (
          <Button size="compact-sm" loading={busy} onClick={() => void keep()} data-testid="phone-keep">
            {p("keep")}
          </Button>
        )}
        <Button size="compact-sm" variant="default" disabled={busy} onClick={close}>
          {p("cancel")}
        </Button>
      </div>
      <div role="alert">{fault && <div className={classes.bad}>{fault}</div>}</div>
    </>
  );
}
