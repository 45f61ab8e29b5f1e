import { Select, TextInput, UnstyledButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { http } from "@/api/client";
import type { TrialItem } from "@/api/generated/frames";
import { CallBox } from "@/components/CallBox";
import type { FlowDocument } from "@/components/flows/document";
import { useRunWords } from "@/components/flows/run-words";
import type { TrialProps } from "@/components/flows/tools";
import { useCodeLabel } from "@/components/flows/words";
import { useTrialCall } from "@/components/trial-call";
import classes from "./Runs.module.css";

type Language = "zh-CN" | "en";
const NUMBER = /^(\+?[0-9]{3,15})?$/;

/** Calls the draft from this page: what a caller would hear is heard, and the way lights up in the flow. */
export function TrialPanel({ flowId, document, save, onPath, onStep }: TrialProps) {
  const r = useRunWords();
  const { call, trial, begin, item } = useTrialCall();
  const [language, setLanguage] = useState<Language>(document.languages[0] === "en" ? "en" : "zh-CN");
  const [number, setNumber] = useState("");
  const [unsaved, setUnsaved] = useState(false);
  const seen = useLastSeen(trial, item);
  const light = useRef(onPath);
  light.current = onPath;
  useEffect(() => {
    if (seen === null) return light.current([], null);
    const own = seen.steps.filter((step) => step.flow_id === flowId);
    const last = seen.steps.at(-1);
    light.current(
      own.map((step) => step.step_id),
      last && last.outcome === "" ? (own.at(-1)?.step_id ?? null) : null,
    );
  }, [seen, flowId]);
  useEffect(() => () => light.current([], null), []);

  const open = async () => {
    // what is heard is what is saved
    const serial = await save();
    setUnsaved(serial === null);
    if (serial === null) return undefined;
    const { data } = await http.POST("/api/v1/flows/{flow_id}/trial", {
      params: { path: { flow_id: flowId } },
      body: { language, caller_number: number },
    });
    begin(data?.trial ?? null);
    return data;
  };
  const faulty = call.refusal?.code === "flow_faulty";
  return (
    <div data-testid="trial">
      <section className={classes.part}>
        <p className={classes.lead}>{r("trial.lead")}</p>
        <Select
          label={r("call.language")}
          data={document.languages.map((code) => ({ value: code, label: r(`call.languages.${code as Language}`) }))}
          value={language}
          allowDeselect={false}
          disabled={call.active}
          onChange={(next) => setLanguage(next as Language)}
        />
        <TextInput
          label={r("trial.number")}
          description={r("trial.numberHint")}
          value={number}
          maxLength={16}
          inputMode="tel"
          disabled={call.active}
          error={NUMBER.test(number) ? undefined : r("trial.numberFault")}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <CallBox
          call={call}
          label={r("trial.call")}
          dial={() => {
            begin(null);
            call.dial(open);
          }}
          disabled={!NUMBER.test(number)}
          fault={unsaved ? r("trial.unsaved") : faulty ? r("trial.faulty") : undefined}
        />
      </section>
      {seen !== null && <Way seen={seen} document={document} onStep={onStep} over={!call.active} />}
    </div>
  );
}

interface WayProps {
  seen: TrialItem;
  document: FlowDocument;
  onStep: (stepId: string) => void;
  over: boolean;
}

function Way({ seen, document, onStep, over }: WayProps) {
  const r = useRunWords();
  const code = useCodeLabel();
  const names = new Map(document.steps.map((step) => [step.id, step.label || step.id]));
  const last = seen.steps.at(-1);
  return (
    <section className={classes.part} aria-label={r("trial.way")}>
      <h3>{r("trial.way")}</h3>
      <ol className={classes.walk} data-testid="trial-way">
        {seen.steps.map((step, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a walk comes to the same step again
          <li key={place} aria-current={step === last && !over ? "step" : undefined}>
            {step.flow_id === document.id ? (
              <UnstyledButton onClick={() => onStep(step.step_id)}>
                <strong>{names.get(step.step_id) ?? step.step_id}</strong>
              </UnstyledButton>
            ) : (
              <strong>{`${step.flow_id} › ${step.step_id}`}</strong>
            )}
            {step.outcome && (
              <span className="dim">
                {" "}
                · {ends(step.outcome) ? r(`trial.${step.outcome}`) : code("exit", step.outcome)}
              </span>
            )}
          </li>
        ))}
      </ol>
      <output>
        {over ? r("trial.over") : seen.recording ? r("trial.recording") : seen.ending ? r("trial.ending") : ""}
      </output>
    </section>
  );
}

type End = "handed_over" | "completed" | "hung_up";

function ends(outcome: string): outcome is End {
  return outcome === "handed_over" || outcome === "completed" || outcome === "hung_up";
}

/** The call as it was shown last: it stays to be read when it is over. */
function useLastSeen(trial: string | null, live: TrialItem | null): TrialItem | null {
  const [kept, setKept] = useState<TrialItem | null>(null);
  useEffect(() => {
    if (live) setKept(live);
  }, [live]);
  if (trial === null) return null;
  return live ?? (kept?.trial === trial ? kept : null);
}
