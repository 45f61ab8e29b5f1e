import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Loading, Notice } from "@/components/Notice";
import { useCalls, useLive, useMe } from "@/live/live";
import { CallPane } from "./CallPane";
import { CustomerPane } from "./CustomerPane";
import classes from "./Desk.module.css";
import { IdlePane } from "./IdlePane";
import { WorkItemPane } from "./WorkItemPane";
import { WorkList } from "./WorkList";
import { useChosenWork } from "./work";

/** The agent desk: work on the left, the call in the middle, the customer on the right. */
export function DeskPage() {
  const { t } = useTranslation();
  const { loaded } = useLive();
  const me = useMe();
  const call = useCalls()[0];
  const [search] = useSearchParams();
  const chosen = search.get("work") ?? "";
  const item = useChosenWork(chosen);
  useEffect(() => {
    document.title = `${t("desk.title")} · ${t("app.name")}`;
  }, [t]);
  if (!loaded) return <Loading />;
  if (me === null) return <Notice title={t("desk.notAgent")} hint={t("desk.notAgentHint")} />;
  return (
    <div className={classes.desk} data-call={call ? "" : undefined}>
      <h1 className="visually-hidden">{t("desk.title")}</h1>
      <section className={classes.work} aria-label={t("desk.work")}>
        <WorkList me={me} chosen={chosen} />
      </section>
      <section className={classes.centre} aria-label={t("desk.call")}>
        {call ? (
          <CallPane key={call.id} call={call} />
        ) : item ? (
          <WorkItemPane key={item.id} item={item} />
        ) : (
          <IdlePane me={me} />
        )}
      </section>
      <section className={classes.customer} aria-label={t("desk.customer")}>
        <CustomerPane call={call ?? null} />
      </section>
    </div>
  );
}
