import { Autocomplete } from "@mantine/core";
import { useState } from "react";
import { useStepName } from "@/components/flows/naming";
import { useFlowWords } from "@/components/flows/words";
import { useEditorContext } from "./editor-context";
import { SearchIcon } from "./icons";
import { useEditor } from "./store";
import classes from "./Workspace.module.css";

/** Finds a step by its name or id, and brings it into view. */
export function FindStep() {
  const f = useFlowWords();
  const stepName = useStepName();
  const { store } = useEditorContext();
  const { document } = useEditor(store);
  const [text, setText] = useState("");
  const labels = new Map(
    document.steps.map((step) => [step.label ? `${step.label} (${step.id})` : stepName(step), step.id]),
  );
  return (
    <Autocomplete
      className={classes.find}
      size="xs"
      aria-label={f("editor.find")}
      placeholder={f("editor.find")}
      leftSection={<SearchIcon size={15} aria-hidden />}
      data={[...labels.keys()]}
      value={text}
      onChange={setText}
      selectFirstOptionOnChange
      limit={20}
      onOptionSubmit={(chosen) => {
        const id = labels.get(chosen);
        if (id) store.show(id);
        requestAnimationFrame(() => setText(""));
      }}
      data-testid="find-step"
    />
  );
}
