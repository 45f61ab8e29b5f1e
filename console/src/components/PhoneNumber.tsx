import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useDialer } from "./dialing";
import { groupedNumber, isWebCaller, regionOf } from "./format";
import { AcceptIcon } from "./icons";
import classes from "./PhoneNumber.module.css";

interface PhoneNumberProps {
  number: string;
  withRegion?: boolean;
  /** A button that calls it. Not within links and buttons. */
  dial?: boolean;
}

/** A telephone number, grouped, with its country for those who ask. Always literal text. */
export function PhoneNumber({ number, withRegion = false, dial = false }: PhoneNumberProps) {
  const { t, i18n } = useTranslation();
  const dialer = useDialer();
  if (number === "" || number === "anonymous") return <>{t("call.anonymous")}</>;
  if (isWebCaller(number)) return <>{t("call.web")}</>;
  const region = regionOf(number, i18n.language);
  const grouped = groupedNumber(number);
  return (
    <span className="tabular">
      {dial && dialer !== null ? (
        <UnstyledButton
          className={`${classes.dial} nowrap`}
          onClick={() => dialer(number)}
          aria-label={t("dialer.callNumber", { number: grouped })}
          data-testid="dial-number"
        >
          <AcceptIcon size={13} aria-hidden /> {grouped}
        </UnstyledButton>
      ) : (
        <span className="nowrap">{grouped}</span>
      )}
      {withRegion && region !== "" && <span className="dim"> · {region}</span>}
    </span>
  );
}
