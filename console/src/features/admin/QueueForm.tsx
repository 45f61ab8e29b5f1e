import { NativeSelect, Switch } from "@mantine/core";
import { useFaultText, useWords } from "@/components/admin-words";
import classes from "./Admin.module.css";
import { type Options, useOptions, type Values } from "./admin-api";
import { CallbackHours } from "./CallbackHours";
import type { Exit } from "./checks";
import type { Draft } from "./draft";
import { ExitField } from "./ExitField";
import {
  Amount,
  ChoiceField,
  inOrder,
  type Named,
  NumberField,
  optionsOf,
  RemoveButton,
  Rows,
  Section,
  SwitchField,
  TextField,
  useFault,
  useFieldWords,
} from "./fields";
import { Requirements } from "./Requirements";
import { SpokenField } from "./SpokenField";

type Queue = Values["queues"];

export const newQueue: Queue = {
  id: "",
  name: "",
  strategy: "longest_idle",
  priority: 0,
  weight: 1,
  tier_priority: {},
  requirements: [],
  sticky: 0,
  ring_timeout: 20,
  retry: { declined: 0, busy: 5, no_answer: 0 },
  wrap_up: 30,
  wrap_up_mode: "timed",
  disposition_required: false,
  service_level: 20,
  service_level_target: 0.8,
  short_abandon: 5,
  redial_window: 0,
  overflow: {
    maximum_length: null,
    on_full: { type: "stay" },
    maximum_wait: null,
    on_long_wait: { type: "stay" },
    on_nobody: { type: "stay" },
    on_closed: { type: "goodbye", text: {}, prompt: "" },
    closing: "serve",
  },
  announcements: { position: false, wait_range: false, first: 15, every: 60, text: {}, prompt: "" },
  keys: {},
  callback: { attempts: 3, gap: 900, expires: 86_400, ring_timeout: 30, hours: "" },
  hours: "",
  music: "default",
  announce_agent: true,
  agent_prompt: "",
  recording_pause: true,
  caller_id: "",
  survey: "",
};

const strategies = [
  "longest_idle",
  "least_busy",
  "fewest_calls",
  "round_robin",
  "linear",
  "ring_all",
  "weighted_random",
] as const;
const wrapUpModes = ["timed", "until_ready", "optional", "none"] as const;

interface FormProps {
  draft: Draft<Queue>;
  isNew: boolean;
  readOnly: boolean;
}

/** Everything about a queue, from who is offered a call to what becomes of callers whom nobody serves. */
export function QueueForm({ draft, isNew, readOnly }: FormProps) {
  const a = useWords();
  const options = useOptions();
  const seconds = a("unit.seconds");
  const all = { draft, readOnly };
  return (
    <>
      <Section title={a("section.queue")}>
        <div className={classes.pair}>
          <TextField {...all} name="name" />
          <TextField {...all} name="id" readOnly={readOnly || !isNew} spellCheck={false} />
        </div>
        <ChoiceField {...all} name="hours" data={options.calendars} empty={a("alwaysOpen")} />
      </Section>
      <Section title={a("section.distribution")} hint={a("sectionHint.distribution")}>
        <ChoiceField {...all} name="strategy" data={strategies.map((id) => ({ id, name: a(`strategy.${id}`) }))} />
        <div className={classes.pair}>
          <NumberField {...all} name="priority" unit={seconds} />
          <NumberField {...all} name="weight" />
          <NumberField {...all} name="sticky" unit={seconds} />
        </div>
        <TierPriority {...all} />
      </Section>
      <Requirements {...all} skills={options.skills} />
      <Section title={a("section.offer")} hint={a("sectionHint.offer")}>
        <div className={classes.pair}>
          <NumberField {...all} name="ring_timeout" unit={seconds} />
          <Part {...all} field="retry" name="no_answer" unit={seconds} />
          <Part {...all} field="retry" name="declined" unit={seconds} />
          <Part {...all} field="retry" name="busy" unit={seconds} />
        </div>
        <SwitchField {...all} name="announce_agent" />
        <ChoiceField {...all} name="agent_prompt" data={options.prompts} empty={a("noPrompt")} />
        <SwitchField {...all} name="recording_pause" />
      </Section>
      <Section title={a("section.wrapUp")}>
        <div className={classes.pair}>
          <ChoiceField
            {...all}
            name="wrap_up_mode"
            data={wrapUpModes.map((id) => ({ id, name: a(`wrapUpMode.${id}`) }))}
          />
          <NumberField {...all} name="wrap_up" unit={seconds} />
        </div>
        <SwitchField {...all} name="disposition_required" />
      </Section>
      <Section title={a("section.waiting")}>
        <div className={classes.pair}>
          <TextField {...all} name="music" spellCheck={false} />
          <NumberField {...all} name="redial_window" unit={seconds} />
        </div>
        <Announcements {...all} prompts={options.prompts} />
      </Section>
      <Keys {...all} options={options} />
      <OverflowSection {...all} options={options} />
      <Section title={a("section.callback")} hint={a("sectionHint.callback")}>
        <div className={classes.pair}>
          <Part {...all} field="callback" name="attempts" />
          <Part {...all} field="callback" name="gap" unit={seconds} />
          <Part {...all} field="callback" name="expires" unit={seconds} />
          <Part {...all} field="callback" name="ring_timeout" unit={seconds} />
        </div>
        <CallbackHours {...all} calendars={options.calendars} />
        <TextField {...all} name="caller_id" inputMode="tel" />
        <ChoiceField {...all} name="survey" data={options.flows} empty={a("noSurvey")} />
      </Section>
      <Section title={a("section.figures")}>
        <div className={classes.pair}>
          <NumberField {...all} name="service_level" unit={seconds} />
          <Percent {...all} />
          <NumberField {...all} name="short_abandon" unit={seconds} />
        </div>
      </Section>
    </>
  );
}

interface PartProps {
  draft: Draft<Queue>;
  readOnly: boolean;
}

type Nested = "retry" | "callback" | "announcements";

/** A number inside one of the queue's policies. */
function Part<Field extends Nested>({
  draft,
  readOnly,
  field,
  name,
  unit,
}: PartProps & { field: Field; name: keyof Queue[Field] & string; unit?: string }) {
  const text = useFaultText();
  const fault = draft.fault(`${field}.${name}`);
  return (
    <Amount
      {...useFieldWords(`${field}_${name}`)}
      unit={unit}
      readOnly={readOnly}
      value={draft.value[field][name] as number}
      set={(value) => draft.set(field, { ...draft.value[field], [name]: value })}
      error={fault && text(fault)}
      testId={`field-${field}-${name}`}
    />
  );
}

function Percent({ draft, readOnly }: PartProps) {
  const text = useFaultText();
  const fault = draft.fault("service_level_target");
  return (
    <Amount
      {...useFieldWords("service_level_target")}
      unit="%"
      readOnly={readOnly}
      value={Math.round(draft.value.service_level_target * 1000) / 10}
      set={(value) => draft.set("service_level_target", (value ?? Number.NaN) / 100)}
      error={fault && (fault.startsWith("too_") ? text(fault.replace(/:1$/, ":100")) : text(fault))}
    />
  );
}

const tiers = ["standard", "silver", "gold", "vip"] as const;

function TierPriority({ draft, readOnly }: PartProps) {
  const a = useWords();
  const value = draft.value.tier_priority;
  return (
    <div className={classes.tiers}>
      <p className={classes.hint}>{a("hint.tier_priority")}</p>
      <div className={classes.pair}>
        {tiers.map((tier) => (
          <Amount
            key={tier}
            label={a(`tier.${tier}`)}
            unit={a("unit.seconds")}
            readOnly={readOnly}
            value={value[tier] ?? null}
            set={(seconds) => {
              const { [tier]: _, ...others } = value;
              draft.set("tier_priority", seconds === null ? others : { ...others, [tier]: seconds });
            }}
          />
        ))}
      </div>
    </div>
  );
}

function Announcements({ draft, readOnly, prompts }: PartProps & { prompts: Named[] }) {
  const a = useWords();
  const fault = useFault(draft, "announcements.prompt");
  const value = draft.value.announcements;
  const set = (part: Partial<Queue["announcements"]>) => draft.set("announcements", { ...value, ...part });
  return (
    <>
      {(["position", "wait_range"] as const).map((name) => (
        <Switch
          key={name}
          label={a(`field.announcements_${name}`)}
          description={a(`hint.announcements_${name}`)}
          checked={value[name]}
          disabled={readOnly}
          onChange={(event) => set({ [name]: event.currentTarget.checked })}
        />
      ))}
      <div className={classes.pair}>
        <Part draft={draft} readOnly={readOnly} field="announcements" name="first" unit={a("unit.seconds")} />
        <Part draft={draft} readOnly={readOnly} field="announcements" name="every" unit={a("unit.seconds")} />
      </div>
      <SpokenField
        label={a("field.announcements_text")}
        value={value.text}
        set={(text) => set({ text })}
        readOnly={readOnly}
      />
      <NativeSelect
        inputWrapperOrder={inOrder}
        label={a("field.announcements_prompt")}
        value={value.prompt}
        disabled={readOnly}
        onChange={(event) => set({ prompt: event.currentTarget.value })}
        data={optionsOf(prompts, value.prompt, a("noPrompt"))}
        error={fault}
        data-testid="announcements-prompt"
      />
    </>
  );
}

const phoneKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"];

function Keys({ draft, readOnly, options }: PartProps & { options: Options }) {
  const a = useWords();
  const keys = draft.value.keys;
  const free = phoneKeys.filter((key) => !(key in keys));
  const put = (key: string, exit: Exit) => draft.set("keys", { ...keys, [key]: exit });
  return (
    <Section title={a("section.keys")} hint={a("sectionHint.keys")}>
      <Rows
        label={a("addKey")}
        canAdd={free.length > 0}
        readOnly={readOnly}
        add={() => free[0] && put(free[0], { type: "callback" })}
      >
        {phoneKeys
          .filter((key) => key in keys)
          .map((key) => (
            <div key={key} className={classes.step}>
              <div className={classes.row}>
                <NativeSelect
                  inputWrapperOrder={inOrder}
                  label={a("field.key")}
                  value={key}
                  disabled={readOnly}
                  data={[key, ...free]}
                  onChange={(event) => {
                    const { [key]: moved, ...others } = keys;
                    if (moved) draft.set("keys", { ...others, [event.currentTarget.value]: moved });
                  }}
                />
                {!readOnly && (
                  <RemoveButton
                    label={a("removeKey", { key })}
                    onClick={() => {
                      const { [key]: _, ...others } = keys;
                      draft.set("keys", others);
                    }}
                  />
                )}
              </div>
              <ExitField
                label={a("field.keyLeadsTo")}
                value={keys[key] ?? { type: "stay" }}
                set={(exit) => put(key, exit)}
                options={options}
                queueId={draft.value.id}
                fault={(place) => draft.fault(`keys.${key}.${place}`)}
                readOnly={readOnly}
                testId={`key-${key}`}
              />
            </div>
          ))}
      </Rows>
    </Section>
  );
}

const ways = ["on_full", "on_long_wait", "on_nobody", "on_closed"] as const;

function OverflowSection({ draft, readOnly, options }: PartProps & { options: Options }) {
  const a = useWords();
  const text = useFaultText();
  const value = draft.value.overflow;
  const set = (part: Partial<Queue["overflow"]>) => draft.set("overflow", { ...value, ...part });
  const limit = (name: "maximum_length" | "maximum_wait", unit?: string) => {
    const fault = draft.fault(`overflow.${name}`);
    return (
      <Amount
        label={a(`field.overflow_${name}`)}
        description={a(`hint.overflow_${name}`)}
        unit={unit}
        readOnly={readOnly}
        value={value[name] ?? null}
        set={(amount) => set({ [name]: amount })}
        error={fault && text(fault)}
      />
    );
  };
  return (
    <Section title={a("section.overflow")} hint={a("sectionHint.overflow")}>
      {ways.map((way) => (
        <div key={way} className={classes.step}>
          {way === "on_full" && limit("maximum_length")}
          {way === "on_long_wait" && limit("maximum_wait", a("unit.seconds"))}
          <ExitField
            label={a(`field.overflow_${way}`)}
            value={value[way]}
            set={(exit) => set({ [way]: exit })}
            options={options}
            queueId={draft.value.id}
            fault={(place) => draft.fault(`overflow.${way}.${place}`)}
            readOnly={readOnly}
            testId={`overflow-${way}`}
          />
        </div>
      ))}
      <NativeSelect
        inputWrapperOrder={inOrder}
        label={a("field.overflow_closing")}
        description={a("hint.overflow_closing")}
        value={value.closing}
        disabled={readOnly}
        onChange={(event) => set({ closing: event.currentTarget.value === "exit" ? "exit" : "serve" })}
        data={[
          { value: "serve", label: a("closing.serve") },
          { value: "exit", label: a("closing.exit") },
        ]}
      />
    </Section>
  );
}
