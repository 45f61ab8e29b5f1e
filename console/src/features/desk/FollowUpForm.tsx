import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { tomorrow } from "@/components/due";
import { dateTime } from "@/components/format";
import { FollowUpIcon } from "@/components/icons";
import { localInput, momentOf } from "@/components/zone";
import { promiseFollowUp } from "@/live/work-commands";
import classes from "./FollowUpForm.module.css";
import { useWorkCommand } from "./work";

/** A promise to this caller, kept in the work list until it is due. */
export function FollowUpForm({ call }: { call: CallItem }) {
  const { t, i18n } = useTranslation();
  const run = useWorkCommand();
  const [open, setOpen] = useState(false);
  const [due, setDue] = useState(() => localInput(tomorrow(new Date())));
  const [note, setNote] = useState("");
  const [promised, setPromised] = useState<string | null>(null);
  const at = momentOf(due);
  const valid = !Number.isNaN(at.getTime()) && at.getTime() > Date.now();
  const promise = async () => {
    const due_at = at.toISOString();
    const body = { number: call.caller_number, due_at, note: note.trim(), interaction_id: call.id, queue: "" };
    if (!(await run(() => promiseFollowUp(body)))) return;
    setPromised(due_at);
    setOpen(false);
    setNote("");
  };
  return (
    <div className={classes.followUp}>
      {!open && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<FollowUpIcon size={15} aria-hidden />}
          onClick={() => setOpen(true)}
          data-testid="follow-up"
        >
          {t("followUp.open")}
        </Button>
      )}
      <span role="status" className="dim">
        {promised !== null && t("followUp.promised", { when: dateTime(promised, i18n.language) })}
      </span>
      {open && (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (valid) void promise();
          }}
        >
          <TextInput
            type="datetime-local"
            label={t("followUp.due")}
            value={due}
            error={valid ? undefined : t("followUp.past")}
            onChange={(event) => setDue(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label={t("followUp.note")}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={classes.buttons}>
            <Button type="submit" size="xs" disabled={!valid} data-testid="follow-up-promise">
              {t("followUp.promise")}
            </Button>
            <Button size="xs" variant="default" onClick={() => setOpen(false)}>
              {t("app.cancel")}
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
