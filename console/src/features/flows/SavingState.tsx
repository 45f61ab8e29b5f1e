import { Button } from "@mantine/core";
import { useFlowWords } from "@/components/flows/words";
import { useProblemText } from "@/components/labels";
import type { DraftKeeper, Saving } from "./draft-keeper";
import { FaultIcon, SavedIcon, SavingIcon } from "./icons";
import classes from "./Workspace.module.css";

/** Whether the draft is safe, always in view. */
export function SavingState({ saving, keeper }: { saving: Saving; keeper: DraftKeeper }) {
  const f = useFlowWords();
  const problem = useProblemText();
  const { state } = saving;
  if (state === "failed") {
    return (
      <span className={classes.saving} data-tone="bad" data-testid="saving" data-state={state} role="alert">
        <FaultIcon size={15} aria-hidden />
        {f("saving.failed", { why: problem(saving.refusal) })}
        <Button size="compact-xs" variant="default" onClick={() => void keeper.flush()}>
          {f("saving.retry")}
        </Button>
      </span>
    );
  }
  const words = {
    saved: keeper.stored().serial > 0 ? f("saving.saved") : f("saving.unchanged"),
    dirty: f("saving.dirty"),
    saving: f("saving.saving"),
    conflict: f("saving.dirty"),
  };
  return (
    <span className={classes.saving} data-testid="saving" data-state={state}>
      {state === "saved" ? <SavedIcon size={15} aria-hidden /> : <SavingIcon size={15} aria-hidden />}
      {words[state]}
    </span>
  );
}
