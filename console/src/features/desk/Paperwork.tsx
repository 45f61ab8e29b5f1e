import { NativeSelect, Textarea } from "@mantine/core";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import { isNumbered } from "@/components/format";
import { useDeskOptions, useLabel } from "@/components/labels";
import { useShortcut } from "@/components/shortcuts";
import { chooseDisposition } from "@/live/commands";
import classes from "./CallPane.module.css";
import { CaseOfCall } from "./CaseOfCall";
import { FollowUpForm } from "./FollowUpForm";
import { useNotes } from "./notes";

/** Notes, saved while typing, and the disposition. */
export function Paperwork({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  const run = useRun();
  const label = useLabel();
  const notes = useNotes(call.id, call.notes);
  const field = useRef<HTMLTextAreaElement>(null);
  useShortcut("notes", () => field.current?.focus());
  const { data: options } = useDeskOptions();
  const narrowed = new Map(options?.disposition_choices?.map(({ code, queues }) => [code, queues]));
  const choices = (options?.dispositions ?? []).filter((code) => {
    const queues = narrowed.get(code) ?? [];
    return queues.length === 0 || queues.includes(call.queue_id);
  });
  const dispositions =
    call.disposition === "" || choices.includes(call.disposition) ? choices : [...choices, call.disposition];
  return (
    <div className={classes.paperwork}>
      <div>
        <Textarea
          ref={field}
          label={t("notes.label")}
          placeholder={t("notes.placeholder")}
          autosize
          minRows={4}
          maxRows={14}
          maxLength={10_000}
          value={notes.text}
          onChange={(event) => notes.write(event.currentTarget.value)}
          onBlur={notes.flush}
          data-testid="notes"
        />
        <span className={classes.saved} data-state={notes.saved} role="status">
          {t(`notes.${notes.saved}`)}
        </span>
      </div>
      <div>
        <NativeSelect
          label={t("dispositionField.label")}
          withAsterisk={call.disposition_required}
          aria-required={call.disposition_required}
          value={call.disposition}
          onChange={(event) => {
            const { value } = event.currentTarget;
            void run(() => chooseDisposition(call.id, value));
          }}
          data={[
            { value: "", label: t("dispositionField.placeholder") },
            ...dispositions.map((code) => ({ value: code, label: label("disposition", code) })),
          ]}
          data-testid="disposition"
        />
        <CaseOfCall call={call} />
        {isNumbered(call.caller_number) && <FollowUpForm call={call} />}
      </div>
    </div>
  );
}
