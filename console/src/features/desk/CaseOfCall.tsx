import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { CallItem } from "@/api/generated/frames";
import classes from "@/components/cases/Cases.module.css";
import { useCaseWords } from "@/components/cases/case-words";
import { linkCase, unlinkCase, useCaseCommand, useCasesOf } from "@/components/cases/cases";
import { NEW_CASE, useCasePlace } from "./case-place";
import { casesOfCall } from "./OpenCases";

/** The cases that this call is about: an open one or a new one. What is chosen is linked at once, and can be undone. */
export function CaseOfCall({ call }: { call: CallItem }) {
  const c = useCaseWords();
  const run = useCaseCommand();
  const { show } = useCasePlace(call.id);
  const [told, setTold] = useState("");
  const { of } = casesOfCall(call);
  const { data: open } = useCasesOf(of);
  const { data: linked } = useCasesOf({ interaction: call.id, state: "all" });
  const rows = linked?.rows ?? [];
  const others = (open?.rows ?? []).filter(({ id }) => rows.every((row) => row.id !== id));
  const choose = async (id: string) => {
    if (id === NEW_CASE) show(NEW_CASE);
    else if (id !== "") {
      const done = await run(() => linkCase(id, call.id));
      if (done) setTold(c("linked", { number: done.row.number }));
    }
  };
  const undo = async (id: string) => {
    const done = await run(() => unlinkCase(id, call.id));
    if (done) setTold(c("unlinked", { number: done.row.number }));
  };
  return (
    <div className={classes.ofCall} data-testid="case-of-call">
      <NativeSelect
        label={c("inWrapUp")}
        value=""
        // A list that grows under the pointer would let somebody choose what was not meant.
        disabled={!open || !linked}
        onChange={(event) => void choose(event.currentTarget.value)}
        data={[
          { value: "", label: c(rows.length === 0 ? "choose" : "chooseMore") },
          { value: NEW_CASE, label: c("chooseNew") },
          ...others.map(({ id, number, subject }) => ({ value: id, label: `${number} ${subject}` })),
        ]}
        data-testid="case-choose"
      />
      {rows.map(({ id, number, subject }) => (
        <div key={id} className={classes.linked} data-testid="case-linked">
          <span>
            <span className={classes.number}>{number}</span> {subject}
          </span>
          <Button variant="subtle" size="compact-xs" onClick={() => void undo(id)} data-testid="case-undo">
            {c("unlink")}
          </Button>
        </div>
      ))}
      <span role="status" className="visually-hidden">
        {told}
      </span>
    </div>
  );
}
