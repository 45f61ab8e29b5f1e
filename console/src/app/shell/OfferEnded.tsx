import { useTranslation } from "react-i18next";
import { MissedIcon } from "@/components/icons";
import { useNow } from "@/live/clock";
import { useMe } from "@/live/live";
import classes from "./Shell.module.css";

const SHOWN_MS = 10_000;

/** Says where a call went that rang here and stopped without my doing. */
export function OfferEnded() {
  const { t } = useTranslation();
  const ended = useMe()?.offer_ended ?? null;
  const now = useNow();
  const fresh = ended !== null && now - Date.parse(ended.at) < SHOWN_MS;
  const by = ended?.by || t("moment.someAgent");
  return (
    <div role="status" data-testid="offer-ended">
      {fresh && (
        <div className={classes.told}>
          <MissedIcon size={16} aria-hidden />
          {t(`offerEnded.${ended.why}`, { by })}
        </div>
      )}
    </div>
  );
}
