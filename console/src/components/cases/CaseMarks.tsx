import { useTranslation } from "react-i18next";
import { dateTime } from "@/components/format";
import { AlertIcon, CheckIcon, EndIcon, FollowUpIcon, QuestionIcon, ResumeIcon, WaitIcon } from "@/components/icons";
import { useNow } from "@/live/clock";
import classes from "./Cases.module.css";
import { useCaseWords } from "./case-words";
import type { CaseLine } from "./cases";

const icons: Record<CaseLine["state"], typeof CheckIcon> = {
  reported: EndIcon,
  handling: ResumeIcon,
  to_check: QuestionIcon,
  checked: CheckIcon,
  passed: CheckIcon,
  closed: CheckIcon,
};

/** Where a case stands, by colour, icon and word. */
export function CaseStateMark({ state }: { state: CaseLine["state"] }) {
  const c = useCaseWords();
  const Icon = icons[state];
  return (
    <span className={classes.state} data-case-state={state}>
      <Icon size={13} aria-hidden />
      {c(`state.${state}`)}
    </span>
  );
}

/** When it is due; beyond that by colour, icon and word. What is closed was due once. */
export function CaseDue({ line }: { line: CaseLine }) {
  const c = useCaseWords();
  const { i18n } = useTranslation();
  const now = useNow();
  const late = line.state !== "closed" && Date.parse(line.due_at) < now;
  const when = dateTime(line.due_at, i18n.language);
  return (
    <span className={classes.due} data-overdue={late || undefined}>
      {late ? <AlertIcon size={13} aria-hidden /> : <FollowUpIcon size={13} aria-hidden />}
      {c(late ? "overdueSince" : "dueOn", { when })}
    </span>
  );
}

const MINUTE = 60_000;

/** How long ago it was reported. */
export function CaseAge({ line }: { line: CaseLine }) {
  const c = useCaseWords();
  const minutes = Math.max(0, Math.floor((useNow() - Date.parse(line.created_at)) / MINUTE));
  const [unit, count] =
    minutes < 60
      ? (["minutes", minutes] as const)
      : minutes < 48 * 60
        ? (["hours", Math.floor(minutes / 60)] as const)
        : (["days", Math.floor(minutes / 1440)] as const);
  return (
    <span className={classes.age}>
      <WaitIcon size={13} aria-hidden />
      {c(`age.${unit}`, { count })}
    </span>
  );
}

export function PriorityMark({ priority }: { priority: CaseLine["priority"] }) {
  const c = useCaseWords();
  return (
    <span className={classes.priority} data-priority={priority}>
      {(priority === "urgent" || priority === "high") && <AlertIcon size={13} aria-hidden />}
      {c(`priority.${priority}`)}
    </span>
  );
}
