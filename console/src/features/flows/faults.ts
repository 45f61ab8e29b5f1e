/** What is wrong with the flow in the editor: asked after every change, and told in the reader's language. */

import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal, type Refusal } from "@/api/client";
import type { FlowDocument } from "@/components/flows/document";
import { usePlaceName } from "@/components/flows/naming";
import { type FlowKey, useCodeLabel, useFlowWords } from "@/components/flows/words";
import { checkFlow, type Fault } from "./flow-api";

const PAUSE_MS = 250;

export interface Checked {
  faults: Fault[];
  /** Faults are of an earlier state of the document. */
  pending: boolean;
  refusal: Refusal | null;
}

export function useFaults(document: FlowDocument): Checked {
  const [found, setFound] = useState<{ of: FlowDocument | null; faults: Fault[]; refusal: Refusal | null }>({
    of: null,
    faults: [],
    refusal: null,
  });
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      checkFlow(document, abort.signal).then(
        (faults) => setFound({ of: document, faults, refusal: null }),
        (error) => {
          if (!abort.signal.aborted) setFound((before) => ({ ...before, of: document, refusal: asRefusal(error) }));
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [document]);
  return { faults: found.faults, pending: found.of !== document, refusal: found.refusal };
}

export function faultsByStep(faults: Fault[]): Map<string, Fault[]> {
  const found = new Map<string, Fault[]>();
  for (const fault of faults) found.set(fault.step_id, [...(found.get(fault.step_id) ?? []), fault]);
  return found;
}

/** The names that the server's sentence puts in quotes, in order. */
export function quoted(message: string): string[] {
  return [...message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? "");
}

/** A fault in words. The server's own sentence is English; it stands where we have none of our own. */
export function useFaultWords(): (fault: Fault) => string {
  const f = useFlowWords();
  const label = useCodeLabel();
  const placeName = usePlaceName();
  const { i18n } = useTranslation();
  return useCallback(
    (fault) => {
      if (!i18n.exists(`flows.fault.${fault.code}`)) return fault.message;
      const field = placeName(fault.where);
      return f(`fault.${fault.code}` as FlowKey, {
        message: fault.message,
        step: fault.step_id,
        exit: label("exit", fault.where),
        field,
        name: quoted(fault.message)[fault.step_id === "" ? 0 : 1] ?? "",
      });
    },
    [f, label, placeName, i18n],
  );
}
