import { useTranslation } from "react-i18next";
import { OfflineIcon } from "@/components/icons";
import { useLink } from "@/live/live";
import classes from "./Shell.module.css";

/** Says when what the page shows may be old. */
export function LinkWarning() {
  const { t } = useTranslation();
  const link = useLink();
  return (
    <div role="status">
      {(link === "lost" || link === "refused") && (
        <div className={classes.warning} data-testid={`connection-${link}`}>
          <OfflineIcon size={16} aria-hidden />
          <span>
            {t(`connection.${link}`)} · {t(`connection.${link}Hint`)}
          </span>
        </div>
      )}
    </div>
  );
}
