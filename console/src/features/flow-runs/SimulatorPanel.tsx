import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useRun } from "@/components/failures";
import { useRunWords } from "@/components/flows/run-words";
import type { SimulatorProps } from "@/components/flows/tools";
import { CallerForm } from "./CallerForm";
import { CasesPanel } from "./CasesPanel";
import { KeysForm } from "./KeysForm";
import { walk } from "./runs-api";
import { type Caller, callerOf, newCaller, oneKey, type Run, scenarioOf } from "./scenario";
import { Transcript } from "./Transcript";

/** Walks through the draft as a caller would: each answer walks anew from the beginning, in the draft as it is then. */
export function SimulatorPanel({ flowId, document, onPath, onStep }: SimulatorProps) {
  const r = useRunWords();
  const run = useRun();
  const [caller, setCaller] = useState<Caller>(() => newCaller(document));
  const [walked, setWalked] = useState<Run | null>(null);
  const latest = useRef(0);
  const clear = useRef(onPath);
  clear.current = onPath;
  useEffect(
    () => () => {
      // what is still on its way is nobody's any more
      latest.current += 1;
      clear.current([], null);
    },
    [],
  );

  const go = (next: Caller) => {
    setCaller(next);
    latest.current += 1;
    const mine = latest.current;
    void run(async () => {
      const done = await walk(document, scenarioOf(next));
      // a slower answer to an earlier key must not take its place
      if (mine !== latest.current) return;
      setWalked(done);
      const own = done.visits.filter((visit) => visit.flow_id === document.id).map((visit) => visit.step_id);
      onPath(own, own.at(-1) ?? null);
    });
  };
  const last = walked?.visits.at(-1);
  const here = last?.flow_id === document.id ? document.steps.find((step) => step.id === last.step_id) : undefined;
  return (
    <div data-testid="simulator">
      <CallerForm caller={caller} document={document} change={setCaller} />
      <Button fullWidth onClick={() => go({ ...caller, keys: [] })} data-testid="simulate">
        {walked === null ? r("call.start") : r("call.again")}
      </Button>
      <Transcript document={document} run={walked} onStep={onStep} />
      {walked !== null && (
        <KeysForm
          keys={caller.keys}
          oneKey={oneKey(here)}
          answer={(digits) => go({ ...caller, keys: [...caller.keys, digits] })}
          takeBack={() => go({ ...caller, keys: caller.keys.slice(0, -1) })}
        />
      )}
      <CasesPanel
        flowId={flowId}
        document={document}
        caller={walked === null ? null : caller}
        show={(one) => go(callerOf(one.scenario))}
      />
    </div>
  );
}
