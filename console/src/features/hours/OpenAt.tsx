import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal } from "@/api/client";
import { dateTime } from "@/components/format";
import { useHoursWords } from "@/components/hours-words";
import { useProblemText } from "@/components/labels";
import { localInput, momentOf } from "@/components/zone";
import classes from "./Hours.module.css";
import { type Draft, type Opening, openingOf } from "./hours-api";

/** Whether the calendar, as it stands on the page, is open at a moment. */
export function OpenAt({ draft, faulty }: { draft: Draft; faulty: boolean }) {
  const h = useHoursWords();
  const { i18n } = useTranslation();
  const problem = useProblemText();
  const [at, setAt] = useState(() => localInput(new Date()));
  const [asked] = useDebouncedValue(draft, 300);
  const [answer, setAnswer] = useState<{ opening?: Opening; fault?: string }>({});
  useEffect(() => {
    const moment = momentOf(at);
    if (faulty || Number.isNaN(moment.getTime())) return setAnswer({});
    let left = false;
    openingOf(asked, moment).then(
      (opening) => left || setAnswer({ opening }),
      (error) => left || setAnswer({ fault: problem(asRefusal(error)) }),
    );
    return () => {
      left = true;
    };
  }, [at, asked, faulty, problem]);
  const { opening, fault } = answer;
  return (
    <section className={classes.panel} aria-labelledby="open-at">
      <h2 id="open-at">{h("ask.title")}</h2>
      <p className={classes.hint}>{h("ask.hint")}</p>
      <div className={classes.ask}>
        <TextInput
          type="datetime-local"
          label={h("ask.at")}
          description={h("ask.atHint")}
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
          data-testid="ask-at"
        />
        <div role="status" data-testid="ask-answer" data-open={opening?.open} data-why={opening?.why}>
          {opening && (
            <>
              <strong className={classes.state} data-tone={opening.open ? "good" : "off"}>
                {h("ask.answer", { state: h(opening.open ? "open" : "closed"), why: h(`why.${opening.why}`) })}
                {opening.name !== "" && ` · ${opening.name}`}
              </strong>
              <span className={classes.sub}>
                {opening.next_change
                  ? h("ask.change", { at: dateTime(opening.next_change, i18n.language) })
                  : h("ask.never")}
              </span>
            </>
          )}
          {fault && <span className={classes.fault}>{fault}</span>}
        </div>
      </div>
    </section>
  );
}
