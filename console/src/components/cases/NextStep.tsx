import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useId, useState } from "react";
import { CheckIcon, ResumeIcon, ReturnIcon } from "@/components/icons";
import { localInput, momentOf } from "@/components/zone";
import classes from "./Cases.module.css";
import { useCaseWords } from "./case-words";
import { type CaseDetail, type CaseStep, takeStep, useCaseCommand } from "./cases";

type Take = (step: CaseStep) => Promise<boolean>;

/** What can be done next, as the server says; each step asks for the words that the next one needs. */
export function NextStep({ detail }: { detail: CaseDetail }) {
  const c = useCaseWords();
  const run = useCaseCommand();
  const { acts } = detail;
  const take: Take = async (step) => (await run(() => takeStep(detail, step))) !== null;
  return (
    <div className={classes.step} data-testid="case-next">
      {acts.includes("begin") && (
        <Button
          className={classes.alone}
          leftSection={<ResumeIcon size={16} aria-hidden />}
          onClick={() => void take({ type: "begin" })}
          data-testid="case-begin"
        >
          {c("begin")}
        </Button>
      )}
      {acts.includes("result") && <ResultForm take={take} />}
      {acts.includes("confirm") && <CheckForm detail={detail} take={take} />}
      {acts.includes("pass_on") && <FindingForm take={take} />}
      {acts.includes("close") && (
        <Button
          className={classes.alone}
          leftSection={<CheckIcon size={16} aria-hidden />}
          onClick={() => void take({ type: "close" })}
          data-testid="case-close"
        >
          {c("close")}
        </Button>
      )}
      {acts.includes("reopen") && <Reopen take={take} />}
    </div>
  );
}

interface WordsProps {
  label: string;
  value: string;
  set: (value: string) => void;
  lacks: boolean;
  testId?: string;
}

function Words({ label, value, set, lacks, testId }: WordsProps) {
  const c = useCaseWords();
  return (
    <Textarea
      label={label}
      required
      autosize
      minRows={2}
      maxRows={8}
      maxLength={4000}
      value={value}
      error={lacks ? c("wordsMissing") : undefined}
      onChange={(event) => set(event.currentTarget.value)}
      data-testid={testId}
    />
  );
}

function ResultForm({ take }: { take: Take }) {
  const c = useCaseWords();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (text.trim() !== "") void take({ type: "result", text });
  };
  return (
    <form className={classes.form} onSubmit={save} noValidate>
      <Words label={c("result")} value={text} set={setText} lacks={tried && text.trim() === ""} testId="case-result" />
      <Button type="submit" className={classes.alone} data-testid="case-save-result">
        {c("saveResult")}
      </Button>
    </form>
  );
}

const hows = ["call", "message", "email", "visit"] as const;

function CheckForm({ detail, take }: { detail: CaseDetail; take: Take }) {
  const c = useCaseWords();
  const asked = useId();
  const [outcome, setOutcome] = useState("confirm");
  const [how, setHow] = useState<(typeof hows)[number]>("call");
  const [now] = useState(() => localInput(new Date()));
  const [when, setWhen] = useState(now);
  const [said, setSaid] = useState("");
  const [tried, setTried] = useState(false);
  const reached = outcome !== "attempt";
  const lacks = reached && said.trim() === "";
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const moment = momentOf(when);
    if (lacks || Number.isNaN(moment.getTime())) return;
    // Untouched it is this moment, which the server knows better.
    const talk = { how, at: when === now ? null : moment.toISOString() };
    const saved =
      outcome === "attempt"
        ? await take({ type: "attempt", ...talk, note: said })
        : await take({ type: outcome === "object" ? "object" : "confirm", ...talk, said });
    if (!saved) return;
    setSaid("");
    setTried(false);
  };
  return (
    <form className={classes.form} onSubmit={save} noValidate>
      <div>
        <div className={classes.label} id={asked}>
          {c("checkWith")}
        </div>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby={asked}
          value={outcome}
          onChange={setOutcome}
          data={[
            { value: "confirm", label: c("content") },
            { value: "object", label: c("notContent") },
            { value: "attempt", label: c("notReached") },
          ]}
          data-testid="case-outcome"
        />
      </div>
      <div className={classes.pair}>
        <NativeSelect
          label={c("how")}
          value={how}
          onChange={(event) => setHow(hows.find((one) => one === event.currentTarget.value) ?? "call")}
          data={hows.map((one) => ({ value: one, label: c(`by.${one}`) }))}
        />
        <TextInput
          type="datetime-local"
          label={c("when")}
          value={when}
          onChange={(event) => setWhen(event.currentTarget.value)}
        />
      </div>
      {reached ? (
        <Words label={c("said")} value={said} set={setSaid} lacks={tried && lacks} testId="case-said" />
      ) : (
        <TextInput
          label={c("note")}
          maxLength={2000}
          value={said}
          onChange={(event) => setSaid(event.currentTarget.value)}
        />
      )}
      <div className={classes.buttons}>
        <Button type="submit" data-testid="case-save-check">
          {c("saveCheck")}
        </Button>
        {detail.tries > 0 && (
          <span className="dim" role="status">
            {c("tries", { tries: detail.tries, needed: detail.tries_needed })}
          </span>
        )}
        {detail.tries >= detail.tries_needed && (
          <Button variant="default" onClick={() => void take({ type: "unreachable" })} data-testid="case-unreachable">
            {c("giveUp")}
          </Button>
        )}
      </div>
    </form>
  );
}

function FindingForm({ take }: { take: Take }) {
  const c = useCaseWords();
  const found = useId();
  const [kind, setKind] = useState("pass_on");
  const [department, setDepartment] = useState("");
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const passes = kind === "pass_on";
  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (text.trim() === "" || (passes && department.trim() === "")) return;
    void take(passes ? { type: "pass_on", department, finding: text } : { type: "no_finding", reason: text });
  };
  return (
    <form className={classes.form} onSubmit={save} noValidate>
      <div>
        <div className={classes.label} id={found}>
          {c("found")}
        </div>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby={found}
          value={kind}
          onChange={setKind}
          data={[
            { value: "pass_on", label: c("toldDepartment") },
            { value: "no_finding", label: c("noFinding") },
          ]}
        />
      </div>
      {passes && (
        <TextInput
          label={c("department")}
          required
          maxLength={120}
          value={department}
          error={tried && department.trim() === "" ? c("wordsMissing") : undefined}
          onChange={(event) => setDepartment(event.currentTarget.value)}
          data-testid="case-department"
        />
      )}
      <Words
        label={c(passes ? "finding" : "why")}
        value={text}
        set={setText}
        lacks={tried && text.trim() === ""}
        testId="case-finding"
      />
      <Button type="submit" className={classes.alone} data-testid="case-save-finding">
        {c("saveFinding")}
      </Button>
    </form>
  );
}

function Reopen({ take }: { take: Take }) {
  const c = useCaseWords();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() !== "") void take({ type: "reopen", reason });
  };
  if (!open)
    return (
      <Button
        variant="subtle"
        size="compact-sm"
        className={classes.alone}
        leftSection={<ReturnIcon size={15} aria-hidden />}
        onClick={() => setOpen(true)}
        data-testid="case-reopen"
      >
        {c("reopen")}
      </Button>
    );
  return (
    <form className={classes.form} onSubmit={save} noValidate>
      <Words label={c("reopenWhy")} value={reason} set={setReason} lacks={tried && reason.trim() === ""} />
      <Button type="submit" variant="default" className={classes.alone}>
        {c("reopen")}
      </Button>
    </form>
  );
}
