import { useTranslation } from "react-i18next";
import { dateTime } from "@/components/format";
import { useHoursWords } from "@/components/hours-words";
import { OfflineIcon, ReadyIcon } from "@/components/icons";
import classes from "./Hours.module.css";
import type { Manual, Opening } from "./hours-api";

/** Open or closed, why, and for how long. */
export function OpeningState({ opening, manual }: { opening: Opening; manual?: Manual | null }) {
  const h = useHoursWords();
  const { i18n } = useTranslation();
  const Icon = opening.open ? ReadyIcon : OfflineIcon;
  const byHand = opening.why === "set_by_hand";
  const ends = byHand ? (manual?.until ?? null) : opening.next_change;
  return (
    <span className={classes.opening} data-testid="opening" data-open={opening.open} data-why={opening.why}>
      <span className={classes.state} data-tone={opening.open ? "good" : "off"}>
        <Icon size={14} aria-hidden />
        {h(opening.open ? "open" : "closed")}
      </span>
      <span className="dim">
        {h(`why.${opening.why}`)}
        {opening.name !== "" && ` · ${opening.name}`}
        {ends !== null && ` · ${h("until", { at: dateTime(ends, i18n.language) })}`}
        {byHand && ends === null && ` · ${h("untilTakenBack")}`}
      </span>
    </span>
  );
}
