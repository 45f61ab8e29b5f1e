import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { dateTime, fullDateTime } from "@/components/format";
import classes from "./Cases.module.css";
import { type CaseWord, useCaseWords } from "./case-words";

type Entry = Schemas["CaseEntry"];

/** What was said and done, newest first. */
export function CaseHistory({ entries }: { entries: Entry[] }) {
  const c = useCaseWords();
  const { i18n } = useTranslation();
  const newest = entries.map((entry, place) => ({ entry, place })).reverse();
  return (
    <ol className={classes.history} data-testid="case-history">
      {newest.map(({ entry, place }) => (
        <li key={place} data-what={entry.what}>
          <div className={classes.entryHead}>
            <strong>{c(`entry.${entry.what}`, { department: entry.department })}</strong>
            <span className="dim" title={fullDateTime(entry.at, i18n.language)}>
              {entry.by} · {dateTime(entry.at, i18n.language)}
            </span>
          </div>
          {entry.how && (
            <div className="dim">
              {c(`by.${entry.how}`)}
              {entry.when && <> · {dateTime(entry.when, i18n.language)}</>}
            </div>
          )}
          {entry.text !== "" && <p className={classes.words}>{entry.text}</p>}
          {entry.changes.map((change) => (
            <Changed key={change.field} change={change} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Changed({ change }: { change: Entry["changes"][number] }) {
  const c = useCaseWords();
  const { i18n } = useTranslation();
  const { field } = change;
  const shown = (value: string) => {
    if (value === "") return field === "owner" ? c("nobody") : c("nothing");
    if (field === "due_at") return dateTime(value, i18n.language);
    return field === "kind" || field === "priority" ? c(`${field}.${value}` as CaseWord) : value;
  };
  return (
    <p className={classes.words}>
      {c("from", { field: c(`field.${field}`), before: shown(change.before), after: shown(change.after) })}
    </p>
  );
}
