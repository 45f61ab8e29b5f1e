import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useHoursWords } from "@/components/hours-words";
import { AddIcon, RemoveIcon } from "@/components/icons";
import classes from "./Hours.module.css";
import type { faultsOf, Span } from "./hours-api";

interface SpansFieldProps {
  /** Whose hours these are. */
  day: string;
  where: string;
  spans: Span[];
  faults: ReturnType<typeof faultsOf>;
  readOnly: boolean;
  set: (spans: Span[]) => void;
}

/** Hours of a day: none means closed, an end that is not later lies on the next day. */
export function SpansField({ day, where, spans, faults, readOnly, set }: SpansFieldProps) {
  const h = useHoursWords();
  const change = (place: number, part: Partial<Span>) =>
    set(spans.map((span, at) => (at === place ? { ...span, ...part } : span)));
  return (
    <div className={classes.spans} data-where={where}>
      {spans.length === 0 && <span className="dim">{h("closedAllDay")}</span>}
      {spans.map((span, place) => {
        const fault = faults[`${where}.${place}`];
        const closes = span.closes === "24:00" ? "00:00" : span.closes;
        const isWhole = span.opens === "00:00" && closes === "00:00";
        const isNext = span.opens !== "" && closes !== "" && closes !== "00:00" && closes <= span.opens;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: hours have no name of their own
          <div key={place} className={classes.span}>
            <TextInput
              type="time"
              aria-label={`${day}: ${h("opens")}`}
              value={span.opens}
              readOnly={readOnly}
              error={fault !== undefined && span.opens === ""}
              onChange={(event) => change(place, { opens: event.currentTarget.value })}
            />
            <span aria-hidden>–</span>
            <TextInput
              type="time"
              aria-label={`${day}: ${h("closes")}`}
              value={closes}
              readOnly={readOnly}
              error={fault !== undefined && span.closes === ""}
              onChange={(event) => change(place, { closes: event.currentTarget.value })}
            />
            {!readOnly && (
              <ActionIcon
                variant="subtle"
                color="gray"
                c="var(--ink-dim)"
                aria-label={h("removeSpan", { day, from: span.opens, to: span.closes })}
                onClick={() => set(spans.filter((_, at) => at !== place))}
              >
                <RemoveIcon size={15} aria-hidden />
              </ActionIcon>
            )}
            {(isWhole || isNext) && <span className="dim">{h(isWhole ? "allDay" : "nextDay")}</span>}
            {fault && <span className={classes.fault}>{h(fault)}</span>}
          </div>
        );
      })}
      {!readOnly && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<AddIcon size={13} aria-hidden />}
          aria-label={h("addSpanOf", { day })}
          onClick={() => set([...spans, { opens: "09:00", closes: "18:00" }])}
        >
          {h("addSpan")}
        </Button>
      )}
    </div>
  );
}
