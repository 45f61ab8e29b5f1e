import { NativeSelect } from "@mantine/core";
import { useFaultText, useWords } from "@/components/admin-words";
import classes from "./Admin.module.css";
import type { Values } from "./admin-api";
import type { Draft } from "./draft";
import { Amount, type Named, optionsOf, RemoveButton, Rows, Section } from "./fields";

type Queue = Values["queues"];
type Step = Queue["requirements"][number];

/** What an agent must be able to do, step by step less. */
export function Requirements({ draft, readOnly, skills }: { draft: Draft<Queue>; readOnly: boolean; skills: Named[] }) {
  const a = useWords();
  const text = useFaultText();
  const steps = draft.value.requirements;
  const error = (place: string) => {
    const fault = draft.fault(`requirements.${place}`);
    return fault && text(fault);
  };
  const replace = (at: number, step: Step) =>
    draft.set(
      "requirements",
      steps.map((one, place) => (place === at ? step : one)),
    );
  const last = steps.at(-1);
  return (
    <Section title={a("section.requirements")} hint={a("sectionHint.requirements")}>
      {skills.length === 0 && steps.length === 0 && <p className={classes.hint}>{a("noSkillsYet")}</p>}
      <Rows
        label={steps.length === 0 ? a("addRequirement") : a("addRelaxation")}
        readOnly={readOnly}
        canAdd={skills.length > 0 && steps.length < 10}
        add={() =>
          draft.set("requirements", [
            ...steps,
            last
              ? { after: last.after + 30, needs: last.needs.slice(0, -1) }
              : { after: 0, needs: [{ skill: "", level: 1 }] },
          ])
        }
      >
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place alone
          <div key={at} className={classes.step}>
            <div className={classes.row}>
              <Amount
                label={a("field.after")}
                unit={a("unit.seconds")}
                value={step.after}
                readOnly={readOnly}
                set={(after) => replace(at, { ...step, after: after ?? 0 })}
                error={error(`${at}.after`)}
              />
              {!readOnly && (
                <RemoveButton
                  label={a("removeStep", { number: at + 1 })}
                  onClick={() =>
                    draft.set(
                      "requirements",
                      steps.filter((_, place) => place !== at),
                    )
                  }
                />
              )}
            </div>
            {step.needs.length === 0 && <p className={classes.hint}>{a("anyAgent")}</p>}
            <Rows
              label={a("addSkill")}
              readOnly={readOnly}
              add={() => replace(at, { ...step, needs: [...step.needs, { skill: "", level: 1 }] })}
            >
              {step.needs.map((need, place) => {
                const change = (part: Partial<typeof need>) =>
                  replace(at, {
                    ...step,
                    needs: step.needs.map((one, here) => (here === place ? { ...one, ...part } : one)),
                  });
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a need is known by its place alone
                  <div key={place} className={classes.row}>
                    <NativeSelect
                      aria-label={a("field.skill")}
                      value={need.skill}
                      disabled={readOnly}
                      data={optionsOf(skills, need.skill, a("choose"))}
                      onChange={(event) => change({ skill: event.currentTarget.value })}
                      error={error(`${at}.needs.${place}.skill`)}
                    />
                    <Amount
                      label={a("field.level")}
                      hiddenLabel
                      value={need.level}
                      readOnly={readOnly}
                      set={(level) => change({ level: level ?? 0 })}
                      error={error(`${at}.needs.${place}.level`)}
                    />
                    {!readOnly && (
                      <RemoveButton
                        label={a("removeSkill", { name: need.skill })}
                        onClick={() => replace(at, { ...step, needs: step.needs.filter((_, here) => here !== place) })}
                      />
                    )}
                  </div>
                );
              })}
            </Rows>
          </div>
        ))}
      </Rows>
    </Section>
  );
}
