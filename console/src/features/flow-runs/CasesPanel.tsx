import { Badge, Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { asRefusal } from "@/api/client";
import { useRun } from "@/components/failures";
import type { FlowDocument } from "@/components/flows/document";
import { differenceText, type RunWords, useRunWords } from "@/components/flows/run-words";
import { useProblemText } from "@/components/labels";
import classes from "./Runs.module.css";
import {
  acceptWalk,
  type Case,
  deleteCase,
  type Replayed,
  renameCase,
  replayCases,
  saveCase,
  useCases,
} from "./runs-api";
import { type Caller, scenarioOf } from "./scenario";

interface CasesPanelProps {
  flowId: string;
  document: FlowDocument;
  /** Whose walk can be saved; null before there is one. */
  caller: Caller | null;
  show: (one: Case) => void;
}

/** Walks that are replayed before a draft is published. */
export function CasesPanel({ flowId, document, caller, show }: CasesPanelProps) {
  const r = useRunWords();
  const run = useRun();
  const problem = useProblemText();
  const { cases, error, reload } = useCases(flowId);
  const [name, setName] = useState("");
  const [results, setResults] = useState<Map<string, Replayed>>(new Map());
  const [renaming, setRenaming] = useState<{ id: string; name: string } | null>(null);
  const changed = async () => {
    setResults(new Map());
    await reload();
  };
  const save = () =>
    run(async () => {
      if (caller === null) return;
      await saveCase(flowId, name, document, scenarioOf(caller));
      setName("");
      await changed();
    });
  const all = () =>
    run(async () => {
      const replayed = await replayCases(flowId, document);
      setResults(new Map(replayed.map((one) => [one.id, one])));
    });
  const passed = [...results.values()].filter((one) => one.passed).length;
  return (
    <section className={classes.part} aria-label={r("cases.title")}>
      <h3>{r("cases.title")}</h3>
      {caller !== null && (
        <form
          className={classes.row}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <TextInput
            className={classes.grow}
            label={r("cases.name")}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" disabled={name.trim() === ""}>
            {r("cases.save")}
          </Button>
        </form>
      )}
      {error && <p>{problem(asRefusal(error))}</p>}
      {!error && cases.length === 0 && <p>{r("cases.none")}</p>}
      {cases.length > 0 && (
        <div className={classes.row}>
          <Button variant="default" onClick={() => void all()}>
            {r("cases.all")}
          </Button>
          <output>{results.size > 0 && r("cases.result", { passed, all: results.size })}</output>
        </div>
      )}
      <ul className={classes.cases}>
        {cases.map((one) => {
          const result = results.get(one.id);
          return (
            <li key={one.id}>
              <div className={classes.row}>
                <span className={classes.grow}>{one.name}</span>
                <Mark result={result} r={r} />
              </div>
              {result?.difference && <p>{differenceText(result.difference, r)}</p>}
              {renaming?.id === one.id ? (
                <form
                  className={classes.row}
                  onSubmit={(event) => {
                    event.preventDefault();
                    void run(async () => {
                      await renameCase(flowId, one.id, renaming.name);
                      setRenaming(null);
                      await changed();
                    });
                  }}
                >
                  <TextInput
                    data-autofocus
                    label={r("cases.newName")}
                    value={renaming.name}
                    maxLength={200}
                    onChange={(event) => setRenaming({ id: one.id, name: event.currentTarget.value })}
                  />
                  <Button type="submit" disabled={renaming.name.trim() === ""}>
                    {r("cases.keepName")}
                  </Button>
                </form>
              ) : (
                <div className={classes.row}>
                  <Act name={one.name} text={r("cases.shows")} act={() => show(one)} />
                  {result?.passed === false && (
                    <Act
                      name={one.name}
                      text={r("cases.accepts")}
                      act={() => void run(async () => acceptWalk(flowId, one.id, document).then(changed))}
                    />
                  )}
                  <Act
                    name={one.name}
                    text={r("cases.renames")}
                    act={() => setRenaming({ id: one.id, name: one.name })}
                  />
                  <Act
                    name={one.name}
                    text={r("cases.removes")}
                    act={() => void run(async () => deleteCase(flowId, one.id).then(changed))}
                  />
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Act({ name, text, act }: { name: string; text: string; act: () => void }) {
  return (
    <Button size="compact-xs" variant="default" aria-label={`${text}: ${name}`} onClick={act}>
      {text}
    </Button>
  );
}

function Mark({ result, r }: { result: Replayed | undefined; r: RunWords }) {
  if (!result) return <Badge variant="default">{r("cases.notRun")}</Badge>;
  return result.passed ? (
    <Badge variant="outline" color="green">
      {r("cases.passed")}
    </Badge>
  ) : (
    <Badge variant="outline" color="red">
      {r("cases.failed")}
    </Badge>
  );
}
