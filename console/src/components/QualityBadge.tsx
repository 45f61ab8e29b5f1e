import { useTranslation } from "react-i18next";
import { grade, type Quality } from "@/softphone/quality";
import { QualityFairIcon, QualityGoodIcon, QualityPoorIcon } from "./icons";
import classes from "./QualityBadge.module.css";

const icons = { good: QualityGoodIcon, fair: QualityFairIcon, poor: QualityPoorIcon };

/** How well the call is heard right now: by colour, bars and word; with the figures behind it when asked. */
export function QualityBadge({ quality, detailed = false }: { quality: Quality; detailed?: boolean }) {
  const { t } = useTranslation();
  const heard = grade(quality.mos);
  const Icon = icons[heard];
  const figures = t("quality.figures", {
    mos: quality.mos.toFixed(1),
    loss: quality.loss.toFixed(1),
    jitter: Math.round(quality.jitter),
    trip: Math.round(quality.roundTrip),
  });
  return (
    <span className={classes.badge} data-grade={heard} title={figures} data-testid="quality" data-mos={quality.mos}>
      <Icon size={15} aria-hidden />
      <span>
        {t(`quality.${heard}`)}
        {detailed && <span className={classes.figures}>{figures}</span>}
        {!detailed && <span className="visually-hidden">{figures}</span>}
      </span>
    </span>
  );
}
