import { TextInput } from "@mantine/core";
import { useState } from "react";
import { asRefusal } from "@/api/client";
import { savePrompt, shortNameOf } from "./prompt-library";
import { useRefusalWords, useWords } from "./prompt-words";

interface Fault {
  readonly name?: string;
  readonly id?: string;
  readonly other?: string;
}

/** A prompt that is being added: its name, the short name that follows it until it is written, and what the server says. */
export function useNewPrompt(made: (id: string) => Promise<unknown>) {
  const p = useWords();
  const text = useRefusalWords();
  const [name, setName] = useState("");
  const [written, setId] = useState<string | null>(null);
  const [fault, setFault] = useState<Fault>({});
  const [busy, setBusy] = useState(false);
  const id = written ?? shortNameOf(name);
  const add = async (texts: Record<string, string>) => {
    if (name.trim() === "") return setFault({ name: p("nameMissing") });
    if (!/^[a-z0-9_-]{1,64}$/.test(id)) return setFault({ id: p("idFault") });
    setBusy(true);
    try {
      await savePrompt(id, { name, version: 0, texts });
      await made(id);
    } catch (error) {
      const refusal = asRefusal(error);
      setFault(refusal.code === "prompt_changed" ? { id: p("idTaken") } : { other: text(refusal) });
    } finally {
      setBusy(false);
    }
  };
  return { name, setName, id, setId, fault, busy, add };
}

/** The two names of a new prompt. */
export function PromptNames({ prompt }: { prompt: ReturnType<typeof useNewPrompt> }) {
  const p = useWords();
  return (
    <>
      <TextInput
        label={p("name")}
        description={p("nameHint")}
        value={prompt.name}
        error={prompt.fault.name}
        maxLength={200}
        required
        data-autofocus
        data-testid="prompt-name"
        onChange={(event) => prompt.setName(event.currentTarget.value)}
      />
      <TextInput
        label={p("id")}
        description={p("idHint")}
        value={prompt.id}
        error={prompt.fault.id}
        maxLength={64}
        required
        data-testid="prompt-id"
        onChange={(event) => prompt.setId(event.currentTarget.value)}
      />
    </>
  );
}
