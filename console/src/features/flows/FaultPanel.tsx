import type { Refusal } from "@/api/client";
import { useStepName } from "@/components/flows/naming";
import { useFlowWords } from "@/components/flows/words";
import { useProblemText } from "@/components/labels";
import { Notice } from "@/components/Notice";
import { useEditorContext } from "./editor-context";
import { useFaultWords } from "./faults";
import { FaultlessIcon } from "./icons";
import { stepOf } from "./model";
import { useEditor } from "./store";
import classes from "./Workspace.module.css";

/** Every fault of the flow; each leads to its step. */
export function FaultPanel({ pending, refusal }: { pending: boolean; refusal: Refusal | null }) {
  const f = useFlowWords();
  const words = useFaultWords();
  const problem = useProblemText();
  const stepName = useStepName();
  const { store, faults } = useEditorContext();
  const { document } = useEditor(store);
  if (refusal) return <p role="alert">{f("check.unknown", { why: problem(refusal) })}</p>;
  if (faults.length === 0 && !pending) {
    return <Notice icon={<FaultlessIcon />} title={f("check.none")} hint={f("check.noneHint")} />;
  }
  return (
    <>
      <p role="status" className="dim">
        {pending ? f("check.checking") : f("check.title", { count: faults.length })}
      </p>
      <ul className={classes.faultList}>
        {faults.map((fault, place) => {
          const step = stepOf(document, fault.step_id);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same fault can stand twice
            <li key={place}>
              {step ? (
                <button
                  type="button"
                  className={classes.faultItem}
                  onClick={() => store.show(step.id)}
                  data-testid="fault"
                  data-code={fault.code}
                >
                  <span className={classes.faultStep}>{stepName(step)}</span>
                  {words(fault)}
                </button>
              ) : (
                <div className={classes.faultItem} data-testid="fault" data-code={fault.code}>
                  <span className={classes.faultStep}>{f("form.whole")}</span>
                  {words(fault)}
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
