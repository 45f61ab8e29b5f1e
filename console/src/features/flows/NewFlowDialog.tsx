import { Button, Group, Radio, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { asRefusal, type Refusal } from "@/api/client";
import type { FlowDocument } from "@/components/flows/document";
import { useFlowWords } from "@/components/flows/words";
import { useProblemText } from "@/components/labels";
import { Dialog } from "./Dialog";
import classes from "./Form.module.css";
import { saveDraft } from "./flow-api";
import { idFrom } from "./model";
import { useTemplates } from "./templates";

/** What a new flow is made of. */
export type Beginning = { how: "new" } | { how: "import" | "duplicate"; document: FlowDocument };

interface NewFlowProps {
  beginning: Beginning;
  /** Ids that are in use. */
  taken: string[];
  close: () => void;
}

const TITLES = { new: "create.title", import: "create.importTitle", duplicate: "create.duplicateTitle" } as const;

/** A flow's name and id, and what it begins with. */
export function NewFlowDialog({ beginning, taken, close }: NewFlowProps) {
  const f = useFlowWords();
  const { i18n } = useTranslation();
  const problem = useProblemText();
  const navigate = useNavigate();
  const templates = useTemplates(beginning.how === "new");
  const source = beginning.how === "new" ? null : beginning.document;
  const [name, setName] = useState(source?.name ?? "");
  const [typedId, setId] = useState<string | null>(null);
  const [template, setTemplate] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const id = typedId ?? freeFlowId(idFrom(source?.id ?? name), taken);
  const nameFault = name.trim() === "" ? f("create.nameMissing") : undefined;
  const idFault = taken.includes(id)
    ? f("create.idTaken")
    : /^[a-z0-9_-]{1,64}$/.test(id)
      ? undefined
      : f("create.idWrong");
  const inMine = (texts: Record<string, string>) => texts[i18n.language] ?? Object.values(texts)[0] ?? "";

  const create = async () => {
    setTried(true);
    if (nameFault || idFault) return;
    const begun = source ?? templates.find((one) => one.id === template)?.document ?? emptyFlow();
    setBusy(true);
    try {
      await saveDraft({ ...begun, id, name: name.trim() }, 0);
      void navigate(`/flows/${id}`);
    } catch (error) {
      setRefusal(asRefusal(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={f(TITLES[beginning.how])} close={close}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TextInput
          label={f("create.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={tried ? nameFault : undefined}
          maxLength={200}
          autoComplete="off"
          data-autofocus
          data-testid="flow-name"
        />
        <TextInput
          label={f("create.id")}
          description={f("create.idHint")}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          error={(tried || typedId !== null) && (id !== "" || tried) ? idFault : undefined}
          maxLength={64}
          spellCheck={false}
          autoComplete="off"
          data-testid="flow-id"
        />
        {beginning.how === "new" && (
          <Radio.Group label={f("create.begin")} value={template} onChange={setTemplate}>
            <div className={classes.rows}>
              <Radio value="" label={f("create.empty")} description={f("create.emptyAbout")} mt={6} />
              {templates.map((one) => (
                <Radio
                  key={one.id}
                  value={one.id}
                  label={inMine(one.name)}
                  description={inMine(one.about)}
                  data-testid={`template-${one.id}`}
                />
              ))}
            </div>
          </Radio.Group>
        )}
        {refusal && (
          <p className={classes.error} role="alert">
            {problem(refusal)}
          </p>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {f("create.cancel")}
          </Button>
          <Button type="submit" loading={busy} data-testid="create-flow">
            {f("create.create")}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

function emptyFlow(): FlowDocument {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { version: 2, id: "", name: "", languages: ["zh-CN", "en"], zone, variables: {}, start: "", steps: [] };
}

/** The id, or with a number behind it where it is taken. */
export function freeFlowId(wanted: string, taken: string[]): string {
  if (wanted === "" || !taken.includes(wanted)) return wanted;
  for (let count = 2; ; count++) {
    const id = `${wanted.slice(0, 58)}_${count}`;
    if (!taken.includes(id)) return id;
  }
}
