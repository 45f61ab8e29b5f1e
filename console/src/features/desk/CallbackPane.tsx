import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CallbackItem } from "@/api/generated/frames";
import { CallbackActs, Stage, Tried } from "@/components/CallbackRow";
import { fullDateTime } from "@/components/format";
import { CallbackIcon } from "@/components/icons";
import { PhoneNumber } from "@/components/PhoneNumber";
import classes from "./WorkItemPane.module.css";

/** A promised callback: where it stands, what came of its attempts, and putting it off or away. */
export function CallbackPane({ callback }: { callback: CallbackItem }) {
  const { t, i18n } = useTranslation();
  return (
    <article className={classes.card} data-testid="callback">
      <header className={classes.header}>
        <span className={classes.mark}>
          <CallbackIcon size={24} aria-hidden />
        </span>
        <div>
          <Title order={2} size="h3">
            {callback.customer_name || <PhoneNumber number={callback.number} />}
          </Title>
          <div className={classes.facts}>
            <span>{t("work.promised")}</span>
            <PhoneNumber number={callback.number} withRegion />
            <span>{callback.queue}</span>
          </div>
        </div>
        <span className={classes.due} data-callback={callback.state}>
          <Stage item={callback} />
        </span>
      </header>
      <dl className={classes.details}>
        <dt>{t("callbacks.asked")}</dt>
        <dd>{fullDateTime(callback.requested_at, i18n.language)}</dd>
        <dt>{t("callbacks.tries")}</dt>
        <dd>{t("callbacks.attempt", { attempt: callback.attempt, attempts: callback.attempts })}</dd>
        {callback.tried.length > 0 && (
          <>
            <dt>{t("callbacks.tried")}</dt>
            <dd>
              <Tried attempts={callback.tried} />
            </dd>
          </>
        )}
        <dt>{t("callbacks.expires")}</dt>
        <dd>{fullDateTime(callback.expires_at, i18n.language)}</dd>
      </dl>
      <div className={classes.callback}>
        <p className="dim">{t(`callbackNext.${callback.state}`)}</p>
        <CallbackActs item={callback} />
      </div>
    </article>
  );
}
