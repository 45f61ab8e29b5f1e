import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { AlertIcon, DownloadIcon, FaxIcon } from "@/components/icons";
import classes from "./InteractionPage.module.css";

/** The pages that a caller sent, or what became of them. */
export function Fax({ fax }: { fax: Schemas["RecordingView"] }) {
  const { t } = useTranslation();
  const place = `/api/v1/recordings/${encodeURIComponent(fax.id)}`;
  return (
    <div className={classes.recording} data-testid="fax">
      <h3 className={classes.part}>
        {t("segment.fax")}
        {fax.pages > 0 && <span className="dim tabular"> · {t("recording.pages", { count: fax.pages })}</span>}
      </h3>
      {fax.status === "ready" ? (
        <p className={classes.pages}>
          <a href={`${place}/pages`} target="_blank" rel="noreferrer">
            <FaxIcon size={16} aria-hidden /> {t("recording.openPdf")}
          </a>
          <a href={`${place}/tiff`} download>
            <DownloadIcon size={16} aria-hidden /> {t("recording.downloadTiff")}
          </a>
        </p>
      ) : (
        <p className={classes.fault} data-status={fax.status}>
          <AlertIcon size={16} aria-hidden />
          <span>
            {t(fax.status === "pending" ? "recording.faxPending" : "recording.faxFailed")}{" "}
            {fax.fault && t("recording.fault", { fault: fax.fault })}
          </span>
        </p>
      )}
    </div>
  );
}
