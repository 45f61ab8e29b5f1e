import { NativeSelect, TextInput } from "@mantine/core";
import { useFaultText, useWords } from "@/components/admin-words";
import classes from "./Admin.module.css";
import type { Options } from "./admin-api";
import type { Exit } from "./checks";
import { inOrder, optionsOf } from "./fields";
import { SpokenField } from "./SpokenField";

const kinds = ["stay", "queue", "agent", "number", "voicemail", "callback", "goodbye"] as const;

const begun: Record<(typeof kinds)[number], Exit> = {
  stay: { type: "stay" },
  queue: { type: "queue", queue_id: "" },
  agent: { type: "agent", agent_id: "" },
  number: { type: "number", number: "" },
  voicemail: { type: "voicemail" },
  callback: { type: "callback" },
  goodbye: { type: "goodbye", text: {}, prompt: "" },
};

interface ExitFieldProps {
  label: string;
  description?: string;
  value: Exit;
  set: (value: Exit) => void;
  options: Options;
  queueId: string;
  fault: (place: string) => string | undefined;
  readOnly?: boolean;
  testId: string;
}

/** Where callers go: what, and then which. */
export function ExitField({
  label,
  description,
  value,
  set,
  options,
  queueId,
  fault,
  readOnly,
  testId,
}: ExitFieldProps) {
  const a = useWords();
  const text = useFaultText();
  const error = (place: string) => {
    const found = fault(place);
    return found === undefined ? undefined : text(found);
  };
  return (
    <div className={classes.rows}>
      <div className={classes.pair}>
        <NativeSelect
          inputWrapperOrder={inOrder}
          label={label}
          description={description}
          value={value.type}
          disabled={readOnly}
          onChange={(event) => set(begun[event.currentTarget.value as keyof typeof begun])}
          data={kinds.map((kind) => ({ value: kind, label: a(`exit.${kind}`) }))}
          data-testid={testId}
        />
        {value.type === "queue" && (
          <NativeSelect
            inputWrapperOrder={inOrder}
            label={a("exitTo.queue")}
            value={value.queue_id}
            disabled={readOnly}
            onChange={(event) => set({ type: "queue", queue_id: event.currentTarget.value })}
            data={optionsOf(
              options.queues.filter(({ id }) => id !== queueId),
              value.queue_id,
              a("choose"),
            )}
            error={error("queue_id")}
            data-testid={`${testId}-to`}
          />
        )}
        {value.type === "agent" && (
          <NativeSelect
            inputWrapperOrder={inOrder}
            label={a("exitTo.agent")}
            value={value.agent_id}
            disabled={readOnly}
            onChange={(event) => set({ type: "agent", agent_id: event.currentTarget.value })}
            data={optionsOf(options.agents, value.agent_id, a("choose"))}
            error={error("agent_id")}
            data-testid={`${testId}-to`}
          />
        )}
        {value.type === "number" && (
          <TextInput
            inputWrapperOrder={inOrder}
            label={a("exitTo.number")}
            value={value.number}
            readOnly={readOnly}
            inputMode="tel"
            onChange={(event) => set({ type: "number", number: event.currentTarget.value.replaceAll(/[\s()-]/g, "") })}
            error={error("number")}
          />
        )}
      </div>
      {value.type === "goodbye" && (
        <>
          <SpokenField
            label={a("exitTo.goodbye")}
            value={value.text}
            set={(spoken) => set({ ...value, text: spoken })}
            readOnly={readOnly}
          />
          <NativeSelect
            inputWrapperOrder={inOrder}
            label={a("exitTo.prompt")}
            value={value.prompt}
            disabled={readOnly}
            onChange={(event) => set({ ...value, prompt: event.currentTarget.value })}
            data={optionsOf(options.prompts, value.prompt, a("noPrompt"))}
            error={error("prompt")}
            data-testid={`${testId}-prompt`}
          />
        </>
      )}
    </div>
  );
}
