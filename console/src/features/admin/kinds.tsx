/** What each kind of thing looks like in its list, and which form edits it. */

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type AdminKey, useCodeWords, useWords } from "@/components/admin-words";
import { languageName } from "@/components/format";
import { useLabel } from "@/components/labels";
import classes from "./Admin.module.css";
import type { Item, Kind, Options, Values } from "./admin-api";
import { checkChoice, checkGroup, checkNumber, checkOutgoing, checkPerson, checkQueue } from "./checks";
import type { Draft, Faults } from "./draft";
import { newPerson, PersonForm } from "./PersonForm";
import { newQueue, QueueForm } from "./QueueForm";
import {
  ChoiceForm,
  DispositionForm,
  GroupForm,
  NumberForm,
  newChoice,
  newDisposition,
  newGroup,
  newNumber,
  OutgoingForm,
} from "./SmallForms";

export interface FormProps<K extends Kind> {
  draft: Draft<Values[K]>;
  isNew: boolean;
  readOnly: boolean;
  leads: boolean;
}

export interface Column<K extends Kind> {
  title: AdminKey;
  sort?: string;
  figure?: boolean;
  narrow?: boolean;
  cell: (item: Item<K>, options: Options) => ReactNode;
}

export interface Described<K extends Kind> {
  kind: K;
  begun: Values[K];
  check: (value: Values[K]) => Faults;
  form: (props: FormProps<K>) => ReactNode;
  name: (value: Values[K]) => string;
  columns: Column<K>[];
  filters: ("role" | "team" | "queue" | "skill" | "active")[];
}

const people: Described<"people"> = {
  kind: "people",
  begun: newPerson,
  check: checkPerson,
  form: (props) => <PersonForm {...props} />,
  name: (person) => person.name || person.login,
  filters: ["role", "team", "queue", "skill", "active"],
  columns: [
    { title: "column.role", sort: "role", cell: ({ value }) => <Role role={value.role} disabled={value.disabled} /> },
    { title: "column.number", sort: "number", cell: ({ value }) => value.number },
    {
      title: "column.team",
      sort: "team",
      narrow: true,
      cell: ({ value }, { teams }) => nameOf(teams, value.team),
    },
    {
      title: "column.queues",
      narrow: true,
      cell: ({ value }, { queues }) => <Tags names={value.queues.map(({ queue }) => nameOf(queues, queue))} />,
    },
    {
      title: "column.skills",
      narrow: true,
      cell: ({ value }, { skills }) => (
        <Tags names={Object.entries(value.skills).map(([skill, level]) => `${nameOf(skills, skill)} ${level}`)} />
      ),
    },
  ],
};

const queues: Described<"queues"> = {
  kind: "queues",
  begun: newQueue,
  check: checkQueue,
  form: (props) => <QueueForm {...props} />,
  name: (queue) => queue.name,
  filters: [],
  columns: [
    { title: "column.strategy", cell: ({ value }) => <Code group="strategy" code={value.strategy} /> },
    {
      title: "column.priority",
      sort: "priority",
      figure: true,
      narrow: true,
      cell: ({ value }) => <Seconds value={value.priority} />,
    },
    { title: "column.ring", figure: true, narrow: true, cell: ({ value }) => <Seconds value={value.ring_timeout} /> },
    { title: "column.wrapUp", narrow: true, cell: ({ value }) => <WrapUp queue={value} /> },
    { title: "column.usedBy", figure: true, cell: ({ used_by }) => used_by },
  ],
};

const group = <K extends "teams" | "skills">(kind: K): Described<K> => ({
  kind,
  begun: newGroup as Values[K],
  check: checkGroup,
  form: (props) => <GroupForm {...(props as unknown as FormProps<"teams">)} />,
  name: (one) => one.name,
  filters: [],
  columns: [
    { title: "column.description", narrow: true, cell: ({ value }) => value.description },
    { title: "column.usedBy", figure: true, cell: ({ used_by }) => used_by },
  ],
});

const reasons: Described<"reasons"> = {
  kind: "reasons",
  begun: newChoice,
  check: checkChoice,
  form: (props) => <ChoiceForm {...props} />,
  name: (choice) => choice.code,
  filters: ["active"],
  columns: [
    { title: "column.labels", cell: ({ value }) => <Labels choice={value} group="reason" /> },
    { title: "column.category", narrow: true, cell: ({ value }) => value.category },
    { title: "column.active", cell: ({ value }) => <Active active={value.active} /> },
  ],
};

const dispositions: Described<"dispositions"> = {
  kind: "dispositions",
  begun: newDisposition,
  check: checkChoice,
  form: (props) => <DispositionForm {...props} />,
  name: (choice) => choice.code,
  filters: ["queue", "active"],
  columns: [
    { title: "column.labels", cell: ({ value }) => <Labels choice={value} group="disposition" /> },
    { title: "column.category", narrow: true, cell: ({ value }) => value.category },
    {
      title: "column.offeredIn",
      narrow: true,
      cell: ({ value }, { queues: known }) =>
        value.queues.length === 0 ? (
          <Code group="word" code="all" />
        ) : (
          <Tags names={value.queues.map((id) => nameOf(known, id))} />
        ),
    },
    { title: "column.active", cell: ({ value }) => <Active active={value.active} /> },
  ],
};

const numbers: Described<"numbers"> = {
  kind: "numbers",
  begun: newNumber,
  check: checkNumber,
  form: (props) => <NumberForm {...props} />,
  name: (number) => number.name || number.dialed_number,
  filters: [],
  columns: [
    { title: "column.flow", cell: ({ value }, { flows }) => nameOf(flows, value.flow_id) },
    { title: "column.language", narrow: true, cell: ({ value }) => <Language code={value.language} /> },
    { title: "column.web", cell: ({ value }) => <YesNo value={value.web} /> },
  ],
};

const outgoing: Described<"outgoing"> = {
  kind: "outgoing",
  begun: { trunk: "", prefixes: [], caller_ids: [], daily_calls: 200, ring_timeout: 45, do_not_call: [] },
  check: checkOutgoing,
  form: (props) => <OutgoingForm {...props} />,
  name: () => "",
  filters: [],
  columns: [],
};

export const described: { [K in Kind]: Described<K> } = {
  people,
  queues,
  teams: group("teams"),
  skills: group("skills"),
  reasons,
  dispositions,
  numbers,
  outgoing,
};

export type ListedKind = Exclude<Kind, "outgoing">;
export const listedKinds: readonly ListedKind[] = [
  "people",
  "queues",
  "skills",
  "teams",
  "reasons",
  "dispositions",
  "numbers",
];

function nameOf(known: { id: string; name: string }[], id: string): string {
  return known.find((one) => one.id === id)?.name ?? id;
}

function Tags({ names }: { names: string[] }) {
  const shown = names.slice(0, 4);
  return (
    <span className={classes.tags}>
      {shown.map((name) => (
        <span key={name} className={classes.tag}>
          {name}
        </span>
      ))}
      {names.length > shown.length && (
        <span className={classes.tag} title={names.slice(4).join(", ")}>
          +{names.length - shown.length}
        </span>
      )}
    </span>
  );
}

function Role({ role, disabled }: { role: Values["people"]["role"]; disabled: boolean }) {
  const { t } = useTranslation();
  const a = useWords();
  return (
    <span className={classes.tags}>
      {t(`role.${role}`)}
      {disabled && (
        <span className={classes.tag} data-tone="bad">
          {a("word.disabled")}
        </span>
      )}
    </span>
  );
}

/** As it was named, else as agents read the code of the product's own choices. */
function Labels({ choice, group }: { choice: Values["reasons"]; group: "reason" | "disposition" }) {
  const { i18n } = useTranslation();
  const label = useLabel();
  const own = choice.labels[i18n.language];
  const other = Object.entries(choice.labels).find(([language]) => language !== i18n.language)?.[1];
  return (
    <>
      {own ?? other ?? label(group, choice.code)}
      {own && other && <span className={classes.sub}>{other}</span>}
    </>
  );
}

function Active({ active }: { active: boolean }) {
  const a = useWords();
  return (
    <span className={classes.tag} data-tone={active ? "good" : "off"}>
      {active ? a("word.active") : a("word.inactive")}
    </span>
  );
}

function YesNo({ value }: { value: boolean }) {
  const a = useWords();
  return <>{value ? a("word.yes") : a("word.no")}</>;
}

function Code({ group: words, code }: { group: string; code: string }) {
  return <>{useCodeWords()(words, code)}</>;
}

function Seconds({ value }: { value: number }) {
  const a = useWords();
  return (
    <>
      {value} {a("unit.seconds")}
    </>
  );
}

function WrapUp({ queue }: { queue: Values["queues"] }) {
  const a = useWords();
  const mode = a(`wrapUpMode.${queue.wrap_up_mode}`);
  return <>{queue.wrap_up_mode === "timed" ? `${mode}, ${queue.wrap_up} ${a("unit.seconds")}` : mode}</>;
}

function Language({ code }: { code: string }) {
  const { i18n } = useTranslation();
  return <>{languageName(code, i18n.language)}</>;
}
