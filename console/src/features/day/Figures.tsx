import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { duration } from "@/components/format";
import type { Day } from "./DayPage";
import classes from "./DayPage.module.css";

export const figures = ["handled", "talk", "hold", "wrapUp", "handling", "occupancy"] as const;
export type Figure = (typeof figures)[number];

/** Each figure is a button: it shows its formula and puts the calls behind it in order. */
export function Figures({
  day,
  chosen,
  choose,
}: {
  day: Day;
  chosen: Figure | null;
  choose: (figure: Figure | null) => void;
}) {
  const { t } = useTranslation();
  const none = t("app.none");
  const texts: Record<Figure, string> = {
    handled: String(day.handled),
    talk: duration(day.talk_ms),
    hold: duration(day.hold_ms),
    wrapUp: duration(day.wrap_up_ms),
    handling: day.mean_handling_ms === null ? none : duration(day.mean_handling_ms),
    occupancy: day.occupancy === null ? none : `${Math.round(day.occupancy * 100)}%`,
  };
  return (
    <>
      <ul className={classes.figures}>
        {figures.map((figure) => (
          <li key={figure}>
            <UnstyledButton
              className={classes.figure}
              aria-pressed={chosen === figure}
              onClick={() => choose(chosen === figure ? null : figure)}
              data-testid={`figure-${figure}`}
            >
              <span className={classes.figureName}>{t(`figure.${figure}`)}</span>
              <span className={classes.figureValue}>{texts[figure]}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <p className={classes.formula} role="status">
        {chosen === null ? t("day.formulaHint") : t(`formula.${chosen}`)}
        {chosen === "occupancy" && ` ${t("day.readyTime", { time: duration(day.ready_ms) })}`}
      </p>
    </>
  );
}
