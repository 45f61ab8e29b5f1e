import { Button, Group, Modal, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal } from "@/api/client";
import { useRun } from "@/components/failures";
import { useHoursWords } from "@/components/hours-words";
import { useProblemText } from "@/components/labels";
import { localInput, momentOf } from "@/components/zone";
import { HeardField } from "./HeardField";
import classes from "./Hours.module.css";
import { type Calendar, setByHand, useRefresh } from "./hours-api";

/** Closes or opens at once, and lets the hours decide again. */
export function ByHand({ calendar }: { calendar: Calendar }) {
  const h = useHoursWords();
  const run = useRun();
  const refresh = useRefresh();
  const [asking, setAsking] = useState(false);
  return (
    <span className={classes.buttons}>
      <Button size="xs" variant="default" onClick={() => setAsking(true)} data-testid="by-hand">
        {h("hand.change")}
      </Button>
      {calendar.manual && (
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            void run(async () => {
              await setByHand(calendar.id, null);
              await refresh();
            })
          }
          data-testid="take-back"
        >
          {h("hand.takeBack")}
        </Button>
      )}
      {asking && <HandDialog calendar={calendar} close={() => setAsking(false)} />}
    </span>
  );
}

function HandDialog({ calendar, close }: { calendar: Calendar; close: () => void }) {
  const h = useHoursWords();
  const { t } = useTranslation();
  const problem = useProblemText();
  const refresh = useRefresh();
  const { manual } = calendar;
  const [open, setOpen] = useState(manual?.open ?? false);
  const [until, setUntil] = useState(manual?.until ? localInput(new Date(manual.until)) : "");
  const [heard, setHeard] = useState({ text: manual?.text ?? {}, prompt: manual?.prompt ?? "" });
  const [fault, setFault] = useState<{ until?: string; other?: string }>({});
  const [busy, setBusy] = useState(false);
  const save = async () => {
    const ends = until === "" ? null : momentOf(until);
    if (ends && !(ends.getTime() > Date.now())) return setFault({ until: h("hand.past") });
    setBusy(true);
    try {
      await setByHand(calendar.id, { open, until: ends?.toISOString() ?? null, ...heard });
      await refresh();
      close();
    } catch (error) {
      setFault({ other: problem(asRefusal(error)) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={`${h("hand.title")} · ${calendar.name}`}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p className={classes.hint}>{h("hand.hint")}</p>
        <SegmentedControl
          aria-label={h("hand.which")}
          value={open ? "open" : "closed"}
          onChange={(chosen) => setOpen(chosen === "open")}
          data={[
            { value: "closed", label: h("hand.close") },
            { value: "open", label: h("hand.open") },
          ]}
          data-testid="hand-which"
        />
        <TextInput
          type="datetime-local"
          label={h("hand.until")}
          description={h("hand.untilHint")}
          value={until}
          error={fault.until}
          onChange={(event) => setUntil(event.currentTarget.value)}
          data-testid="hand-until"
        />
        <HeardField value={heard} set={setHeard} />
        <div role="alert" className={classes.fault}>
          {fault.other}
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {h("cancel")}
          </Button>
          <Button type="submit" loading={busy} data-testid="hand-save">
            {h(open ? "hand.open" : "hand.close")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
