import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFaultText, useWords } from "@/components/admin-words";
import classes from "./Admin.module.css";
import { useOptions, type Values } from "./admin-api";
import type { Draft } from "./draft";
import { Amount, ChoiceField, optionsOf, RemoveButton, Rows, Section, SwitchField, TextField } from "./fields";

type Person = Values["people"];

export const newPerson: Person = {
  login: "",
  name: "",
  role: "agent",
  language: "",
  disabled: false,
  number: "",
  team: "",
  skills: {},
  queues: [],
  capacity: {},
  auto_answer: false,
};

interface FormProps {
  draft: Draft<Person>;
  readOnly: boolean;
  /** Supervisors change what they lead agents by, and nothing else. */
  leads: boolean;
}

export function PersonForm({ draft, readOnly, leads }: FormProps) {
  const a = useWords();
  const { t } = useTranslation();
  const options = useOptions();
  const all = { draft, readOnly };
  const isAgent = draft.value.role === "agent";
  const mayLead = !readOnly || leads;
  return (
    <>
      <Section title={a("section.person")}>
        <div className={classes.pair}>
          <TextField {...all} name="name" />
          <TextField {...all} name="login" spellCheck={false} />
          <ChoiceField
            {...all}
            name="role"
            data={(["agent", "supervisor", "admin"] as const).map((id) => ({ id, name: t(`role.${id}`) }))}
          />
          <ChoiceField
            {...all}
            name="language"
            data={(["zh-CN", "en"] as const).map((id) => ({ id, name: t(`language.${id}`) }))}
            empty={t("language.browser")}
          />
          {(isAgent || draft.value.number !== "") && <TextField {...all} name="number" inputMode="tel" />}
          <ChoiceField {...all} readOnly={!mayLead} name="team" data={options.teams} empty={a("noTeam")} />
        </div>
        <SwitchField {...all} name="disabled" />
      </Section>
      {isAgent && (
        <>
          <Served draft={draft} readOnly={!mayLead} />
          <Skills draft={draft} readOnly={!mayLead} />
          <Section title={a("section.work")}>
            <SwitchField {...all} name="auto_answer" />
            <div className={classes.pair}>
              {(["voice", "chat", "email"] as const).map((channel) => (
                <Amount
                  key={channel}
                  label={a(`capacity.${channel}`)}
                  readOnly={readOnly}
                  value={draft.value.capacity[channel] ?? null}
                  set={(most) => {
                    const { [channel]: _, ...others } = draft.value.capacity;
                    draft.set("capacity", most === null ? others : { ...others, [channel]: most });
                  }}
                />
              ))}
            </div>
            <p className={classes.hint}>{a("hint.capacity")}</p>
          </Section>
        </>
      )}
    </>
  );
}

function Served({ draft, readOnly }: { draft: Draft<Person>; readOnly: boolean }) {
  const a = useWords();
  const text = useFaultText();
  const { queues: known } = useOptions();
  const served = draft.value.queues;
  const free = known.filter(({ id }) => served.every(({ queue }) => queue !== id));
  return (
    <Section title={a("section.served")} hint={a("sectionHint.served")}>
      <Rows
        label={a("addQueue")}
        readOnly={readOnly}
        canAdd={free.length > 0}
        add={() => free[0] && draft.set("queues", [...served, { queue: free[0].id, position: null, weight: null }])}
      >
        {served.map((member, at) => {
          const change = (part: Partial<typeof member>) =>
            draft.set(
              "queues",
              served.map((one, place) => (place === at ? { ...one, ...part } : one)),
            );
          const fault = draft.fault(`queues.${at}`);
          return (
            <div key={member.queue} className={classes.row}>
              <NativeSelect
                label={a("field.queue")}
                value={member.queue}
                disabled={readOnly}
                data={optionsOf([...known.filter(({ id }) => id === member.queue), ...free], member.queue)}
                onChange={(event) => change({ queue: event.currentTarget.value })}
                error={fault && text(fault)}
                data-testid={`served-${at}`}
              />
              <Amount
                label={a("field.position")}
                value={member.position ?? null}
                readOnly={readOnly}
                set={(position) => change({ position })}
              />
              <Amount
                label={a("field.memberWeight")}
                value={member.weight ?? null}
                readOnly={readOnly}
                set={(weight) => change({ weight })}
              />
              {!readOnly && (
                <RemoveButton
                  label={a("removeQueue", { name: member.queue })}
                  onClick={() =>
                    draft.set(
                      "queues",
                      served.filter((_, place) => place !== at),
                    )
                  }
                />
              )}
            </div>
          );
        })}
      </Rows>
    </Section>
  );
}

function Skills({ draft, readOnly }: { draft: Draft<Person>; readOnly: boolean }) {
  const a = useWords();
  const text = useFaultText();
  const { skills: known } = useOptions();
  const skills = draft.value.skills;
  const free = known.filter(({ id }) => !(id in skills));
  return (
    <Section title={a("section.skills")} hint={known.length === 0 ? a("noSkillsYet") : a("sectionHint.skills")}>
      <Rows
        label={a("addSkill")}
        readOnly={readOnly}
        canAdd={free.length > 0}
        add={() => free[0] && draft.set("skills", { ...skills, [free[0].id]: 50 })}
      >
        {Object.entries(skills).map(([skill, level]) => {
          const fault = draft.fault(`skills.${skill}`);
          return (
            <div key={skill} className={classes.row}>
              <NativeSelect
                label={a("field.skill")}
                value={skill}
                disabled={readOnly}
                data={optionsOf([...known.filter(({ id }) => id === skill), ...free], skill)}
                onChange={(event) => {
                  const chosen = event.currentTarget.value;
                  draft.set(
                    "skills",
                    Object.fromEntries(Object.entries(skills).map(([id, kept]) => [id === skill ? chosen : id, kept])),
                  );
                }}
              />
              <Amount
                label={a("field.level")}
                value={level}
                readOnly={readOnly}
                set={(next) => draft.set("skills", { ...skills, [skill]: next ?? 0 })}
                error={fault && text(fault)}
              />
              {!readOnly && (
                <RemoveButton
                  label={a("removeSkill", { name: skill })}
                  onClick={() => {
                    const { [skill]: _, ...others } = skills;
                    draft.set("skills", others);
                  }}
                />
              )}
            </div>
          );
        })}
      </Rows>
    </Section>
  );
}
