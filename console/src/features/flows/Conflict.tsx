import { Button } from "@mantine/core";
import { useStepName } from "@/components/flows/naming";
import { useFlowWords } from "@/components/flows/words";
import type { Saving } from "./draft-keeper";
import { useEditorContext } from "./editor-context";
import { stepOf } from "./model";
import classes from "./Workspace.module.css";

interface ConflictProps {
  conflict: Extract<Saving, { state: "conflict" }>;
  resolve: (choice: "mine" | "theirs" | "both") => void;
}

/** Two people have changed the flow: who, what both touched, and what to do. */
export function Conflict({ conflict, resolve }: ConflictProps) {
  const f = useFlowWords();
  const { store } = useEditorContext();
  const stepName = useStepName();
  const { theirs, clashes } = conflict;
  const what = clashes.map((id) => stepName(stepOf(store.get().document, id)) || id).join(", ");
  return (
    <div className={classes.banner} role="alert" data-testid="conflict">
      <div>
        <p>
          <strong>{f("saving.conflict", { by: theirs.by || "?" })}</strong>
        </p>
        <p>
          {clashes.length === 0 ? f("saving.conflictBoth") : f("saving.conflictClash", { what })} {f("saving.undoable")}
        </p>
      </div>
      {clashes.length === 0 && (
        <Button size="xs" onClick={() => resolve("both")} data-testid="keep-both">
          {f("saving.both")}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => resolve("mine")} data-testid="keep-mine">
        {f("saving.mine")}
      </Button>
      <Button size="xs" variant="default" onClick={() => resolve("theirs")} data-testid="take-theirs">
        {f("saving.theirs")}
      </Button>
    </div>
  );
}
