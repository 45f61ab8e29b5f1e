import { Checkbox, TagsInput, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFaultText, useWords } from "@/components/admin-words";
import classes from "./Admin.module.css";
import { useOptions, type Values } from "./admin-api";
import type { Draft } from "./draft";
import { ChoiceField, inOrder, NumberField, Section, SwitchField, TextField, useFault, useFieldWords } from "./fields";
import { LabelsField } from "./SpokenField";

interface FormProps<Value extends object> {
  draft: Draft<Value>;
  isNew: boolean;
  readOnly: boolean;
}

export const newGroup: Values["teams"] = { id: "", name: "", description: "" };

/** A team or a skill. */
export function GroupForm({ draft, isNew, readOnly }: FormProps<Values["teams"]>) {
  const a = useWords();
  return (
    <Section title={a("section.details")}>
      <div className={classes.pair}>
        <TextField draft={draft} readOnly={readOnly} name="name" />
        <TextField draft={draft} readOnly={readOnly || !isNew} name="id" spellCheck={false} />
      </div>
      <Textarea
        inputWrapperOrder={inOrder}
        {...useFieldWords("description")}
        value={draft.value.description}
        readOnly={readOnly}
        maxLength={500}
        autosize
        minRows={2}
        onChange={(event) => draft.set("description", event.currentTarget.value)}
      />
    </Section>
  );
}

export const newChoice: Values["reasons"] = { code: "", labels: {}, position: 0, active: true, category: "" };

/** A reason, or a disposition, which can be narrowed to queues. */
export function ChoiceForm({ draft, isNew, readOnly }: FormProps<Values["reasons"]>) {
  const a = useWords();
  const text = useFaultText();
  return (
    <Section title={a("section.details")}>
      <LabelsField
        label={a("field.label")}
        value={draft.value.labels}
        set={(labels) => draft.set("labels", labels)}
        readOnly={readOnly}
        fault={(language) => {
          const fault = draft.fault(`labels.${language}`);
          return fault && text(fault);
        }}
      />
      <div className={classes.pair}>
        <TextField draft={draft} readOnly={readOnly || !isNew} name="code" spellCheck={false} />
        <TextField draft={draft} readOnly={readOnly} name="category" />
      </div>
      <SwitchField draft={draft} readOnly={readOnly} name="active" />
    </Section>
  );
}

export const newDisposition: Values["dispositions"] = { ...newChoice, queues: [] };

export function DispositionForm({ draft, isNew, readOnly }: FormProps<Values["dispositions"]>) {
  const a = useWords();
  const { queues } = useOptions();
  const chosen = draft.value.queues;
  return (
    <>
      <ChoiceForm draft={draft as unknown as Draft<Values["reasons"]>} isNew={isNew} readOnly={readOnly} />
      <Section title={a("section.offeredIn")} hint={a("sectionHint.offeredIn")}>
        {queues.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={chosen.includes(id)}
            disabled={readOnly}
            onChange={(event) =>
              draft.set(
                "queues",
                event.currentTarget.checked ? [...chosen, id].sort() : chosen.filter((queue) => queue !== id),
              )
            }
          />
        ))}
      </Section>
    </>
  );
}

export const newNumber: Values["numbers"] = {
  dialed_number: "",
  flow_id: "",
  language: "en",
  name: "",
  web: false,
};

export function NumberForm({ draft, readOnly }: FormProps<Values["numbers"]>) {
  const a = useWords();
  const { t } = useTranslation();
  const { flows } = useOptions();
  const all = { draft, readOnly };
  return (
    <Section title={a("section.details")}>
      <div className={classes.pair}>
        <TextField {...all} name="dialed_number" inputMode="tel" />
        <TextField {...all} name="name" />
        <ChoiceField {...all} name="flow_id" data={flows} empty={a("choose")} />
        <ChoiceField
          {...all}
          name="language"
          data={(["zh-CN", "en"] as const).map((id) => ({ id, name: t(`language.${id}`) }))}
        />
      </div>
      <SwitchField {...all} name="web" />
    </Section>
  );
}

export function OutgoingForm({ draft, readOnly }: FormProps<Values["outgoing"]>) {
  const a = useWords();
  const all = { draft, readOnly };
  return (
    <>
      <Section title={a("section.outgoing")} hint={a("sectionHint.outgoing")}>
        <Tags {...all} name="prefixes" />
        <Tags {...all} name="do_not_call" />
      </Section>
      <Section title={a("section.line")}>
        <div className={classes.pair}>
          <TextField {...all} name="trunk" spellCheck={false} />
          <NumberField {...all} name="daily_calls" />
          <NumberField {...all} name="ring_timeout" unit={a("unit.seconds")} />
        </div>
        <Tags {...all} name="caller_ids" />
      </Section>
    </>
  );
}

function Tags({
  draft,
  readOnly,
  name,
}: {
  draft: Draft<Values["outgoing"]>;
  readOnly: boolean;
  name: "prefixes" | "caller_ids" | "do_not_call";
}) {
  const listed = draft.value[name].findIndex((_, at) => draft.fault(`${name}.${at}`));
  const error = useFault(draft, listed < 0 ? name : `${name}.${listed}`);
  return (
    <TagsInput
      inputWrapperOrder={inOrder}
      {...useFieldWords(name)}
      value={draft.value[name]}
      readOnly={readOnly}
      onChange={(numbers) =>
        draft.set(
          name,
          numbers.map((number) => number.replaceAll(/[\s()-]/g, "")),
        )
      }
      splitChars={[",", " ", ";", "，", "；"]}
      error={error}
      data-testid={`field-${name}`}
    />
  );
}
