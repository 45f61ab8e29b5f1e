import { Button, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { useWords, type Words } from "@/components/admin-words";
import { useRun } from "@/components/failures";
import { RemoveIcon } from "@/components/icons";
import classes from "./Admin.module.css";
import { editThings, makePasswords, type Options, useOptions, useRefresh } from "./admin-api";
import { Amount } from "./fields";
import type { ListedKind } from "./kinds";
import { PasswordsDialog } from "./PasswordsDialog";
import { RemoveDialog } from "./RemoveDialog";
import { useSaved } from "./saved";

interface Act {
  id: string;
  label: string;
  choices?: { value: string; label: string }[];
  amount?: { label: string; begun: number };
  admin?: boolean;
  edit: (chosen: string, amount: number) => object;
}

interface BulkBarProps {
  kind: ListedKind;
  ids: Record<string, string>;
  mayChange: boolean;
  clear: () => void;
}

/** What can be done to everything that is picked, in one step. */
export function BulkBar({ kind, ids, mayChange, clear }: BulkBarProps) {
  const a = useWords();
  const run = useRun();
  const tell = useSaved();
  const refresh = useRefresh();
  const options = useOptions();
  const acts = actsOf(kind, options, a).filter((act) => mayChange || !act.admin);
  const [actId, setActId] = useState("");
  const [chosen, setChosen] = useState("");
  const [amount, setAmount] = useState<number | null>(50);
  const [passwords, setPasswords] = useState<Schemas["Password"][] | null>(null);
  const [removing, removal] = useDisclosure();
  const act = acts.find(({ id }) => id === actId);
  const count = Object.keys(ids).length;
  const apply = () =>
    void run(async () => {
      if (act === undefined) return;
      const made = await editThings(kind, ids, act.edit(chosen, amount ?? 0));
      tell(made?.change ?? 0, a("changedMany", { count: made?.touched ?? 0 }));
      clear();
      await refresh();
    });
  return (
    <section className={classes.bulk} aria-label={a("bulk")} data-testid="bulk">
      <strong className="tabular">{a("picked", { count })}</strong>
      {acts.length > 0 && (
        <>
          <NativeSelect
            aria-label={a("act")}
            value={actId}
            onChange={(event) => {
              const next = acts.find(({ id }) => id === event.currentTarget.value);
              setActId(event.currentTarget.value);
              setChosen(next?.choices?.[0]?.value ?? "");
              setAmount(next?.amount?.begun ?? null);
            }}
            data={[{ value: "", label: a("chooseAct") }, ...acts.map(({ id, label }) => ({ value: id, label }))]}
            data-testid="bulk-act"
          />
          {act?.choices && (
            <NativeSelect
              aria-label={act.label}
              value={chosen}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={act.choices}
              data-testid="bulk-choice"
            />
          )}
          {act?.amount && <Amount label={act.amount.label} hiddenLabel value={amount} set={setAmount} />}
          <Button
            onClick={apply}
            disabled={act === undefined || act.choices?.length === 0 || (act.amount !== undefined && amount === null)}
            data-testid="bulk-apply"
          >
            {a("apply")}
          </Button>
        </>
      )}
      {kind === "people" && mayChange && count <= 50 && (
        <Button
          variant="default"
          onClick={() => void run(async () => setPasswords(await makePasswords(Object.keys(ids))))}
        >
          {a("newPasswords")}
        </Button>
      )}
      {mayChange && (
        <Button
          variant="subtle"
          color="red"
          c="var(--bad-ink)"
          leftSection={<RemoveIcon size={16} aria-hidden />}
          onClick={removal.open}
          data-testid="bulk-remove"
        >
          {a("remove")}
        </Button>
      )}
      <Button variant="subtle" onClick={clear}>
        {a("unpick")}
      </Button>
      {removing && <RemoveDialog kind={kind} ids={ids} close={removal.close} removed={clear} />}
      {passwords && <PasswordsDialog passwords={passwords} close={() => setPasswords(null)} />}
    </section>
  );
}

const asChoices = (known: { id: string; name: string }[]) => known.map(({ id, name }) => ({ value: id, label: name }));

function actsOf(kind: ListedKind, options: Options, a: Words): Act[] {
  const yesNo = [
    { value: "yes", label: a("word.yes") },
    { value: "no", label: a("word.no") },
  ];
  const flag = (field: string, label: string): Act => ({
    id: field,
    label,
    choices: yesNo,
    admin: true,
    edit: (chosen) => ({ [field]: chosen === "yes" }),
  });
  const seconds = (field: string, label: string, begun: number): Act => ({
    id: field,
    label,
    amount: { label, begun },
    admin: true,
    edit: (_, amount) => ({ [field]: amount }),
  });
  switch (kind) {
    case "people":
      return [
        {
          id: "add_skill",
          label: a("act_.addSkill"),
          choices: asChoices(options.skills),
          amount: { label: a("field.level"), begun: 50 },
          edit: (skill, level) => ({ add_skills: { [skill]: level } }),
        },
        {
          id: "remove_skill",
          label: a("act_.removeSkill"),
          choices: asChoices(options.skills),
          edit: (skill) => ({ remove_skills: [skill] }),
        },
        {
          id: "add_queue",
          label: a("act_.addQueue"),
          choices: asChoices(options.queues),
          edit: (queue) => ({ add_queues: [{ queue }] }),
        },
        {
          id: "remove_queue",
          label: a("act_.removeQueue"),
          choices: asChoices(options.queues),
          edit: (queue) => ({ remove_queues: [queue] }),
        },
        {
          id: "team",
          label: a("act_.team"),
          choices: [{ value: "", label: a("noTeam") }, ...asChoices(options.teams)],
          edit: (team) => ({ team }),
        },
        flag("disabled", a("field.disabled")),
        flag("auto_answer", a("field.auto_answer")),
      ];
    case "queues":
      return [
        {
          id: "strategy",
          label: a("field.strategy"),
          admin: true,
          choices: (
            [
              "longest_idle",
              "least_busy",
              "fewest_calls",
              "round_robin",
              "linear",
              "ring_all",
              "weighted_random",
            ] as const
          ).map((value) => ({ value, label: a(`strategy.${value}`) })),
          edit: (strategy) => ({ strategy }),
        },
        seconds("ring_timeout", a("field.ring_timeout"), 20),
        seconds("wrap_up", a("field.wrap_up"), 30),
        seconds("priority", a("field.priority"), 0),
        seconds("service_level", a("field.service_level"), 20),
        {
          id: "hours",
          label: a("field.hours"),
          admin: true,
          choices: [{ value: "", label: a("alwaysOpen") }, ...asChoices(options.calendars)],
          edit: (hours) => ({ hours }),
        },
        {
          id: "callback_hours",
          label: a("field.callback_hours"),
          admin: true,
          choices: [{ value: "", label: a("hoursOfQueue") }, ...asChoices(options.calendars)],
          edit: (hours) => ({ callback_hours: hours }),
        },
        flag("disposition_required", a("field.disposition_required")),
        flag("announce_agent", a("field.announce_agent")),
      ];
    case "reasons":
    case "dispositions":
      return [flag("active", a("field.active"))];
    case "numbers":
      return [
        {
          id: "flow_id",
          label: a("field.flow_id"),
          admin: true,
          choices: asChoices(options.flows),
          edit: (flow) => ({ flow_id: flow }),
        },
        flag("web", a("field.web")),
      ];
    case "teams":
    case "skills":
      return [];
  }
}
