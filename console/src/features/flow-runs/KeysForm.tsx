import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useRunWords } from "@/components/flows/run-words";
import { Keypad } from "@/components/Keypad";
import classes from "./Runs.module.css";

interface KeysFormProps {
  keys: readonly string[];
  /** Whether a key is a whole answer where the caller is now. */
  oneKey: boolean;
  /** An answer; an empty one is silence. */
  answer: (digits: string) => void;
  takeBack: () => void;
}

/** Answers to the flow's questions: a key where one is enough, else digits that are sent together. */
export function KeysForm({ keys, oneKey, answer, takeBack }: KeysFormProps) {
  const r = useRunWords();
  const [entry, setEntry] = useState("");
  const send = () => {
    if (entry === "") return;
    answer(entry);
    setEntry("");
  };
  const press = (digit: string) => {
    if (oneKey && entry === "") answer(digit);
    else setEntry((before) => (before + digit).slice(0, 64));
  };
  return (
    <section className={classes.part} aria-label={r("keys.title")}>
      <h3>{r("keys.title")}</h3>
      <Keypad press={press} quiet />
      <form
        className={classes.row}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextInput
          className={classes.grow}
          label={r("keys.entry")}
          inputMode="tel"
          value={entry}
          onChange={(event) => setEntry(event.currentTarget.value.replace(/[^0-9*#]/g, "").slice(0, 64))}
        />
        <Button type="submit" disabled={entry === ""}>
          {r("keys.send")}
        </Button>
      </form>
      <div className={classes.row}>
        <Button variant="default" onClick={() => answer("")}>
          {r("keys.silence")}
        </Button>
        <Button variant="default" disabled={keys.length === 0} onClick={takeBack}>
          {r("keys.back")}
        </Button>
      </div>
      {keys.length > 0 && (
        <output>{r("keys.so", { keys: keys.map((one) => one || r("keys.silent")).join(" · ") })}</output>
      )}
    </section>
  );
}
