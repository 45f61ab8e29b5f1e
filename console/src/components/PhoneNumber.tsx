import { useTranslation } from "react-i18next";
import { groupedNumber, isWebCaller, regionOf } from "./format";

/** A telephone number, grouped, with its country for those who ask. Always literal text. */
export function PhoneNumber({ number, withRegion = false }: { number: string; withRegion?: boolean }) {
  const { t, i18n } = useTranslation();
  if (number === "" || number === "anonymous") return <>{t("call.anonymous")}</>;
  if (isWebCaller(number)) return <>{t("call.web")}</>;
  const region = regionOf(number, i18n.language);
  return (
    <span className="tabular nowrap">
      {groupedNumber(number)}
      {withRegion && region !== "" && <span className="dim"> · {region}</span>}
    </span>
  );
}
