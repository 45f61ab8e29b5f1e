import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Loading, Notice } from "@/components/Notice";
import { SidePanel } from "@/components/SidePanel";
import { useCalls, useLive, useMe } from "@/live/live";
import { CallbackPane } from "./CallbackPane";
import { CallPane } from "./CallPane";
import { CrmTabs } from "./CrmTabs";
import { CustomerPane } from "./CustomerPane";
import classes from "./Desk.module.css";
import { IdlePane } from "./IdlePane";
import { CaseBeside } from "./OpenCases";
import { WorkItemPane } from "./WorkItemPane";
import { WorkList } from "./WorkList";
import { type Owed, useChosenWork, useWorkPlace } from "./work";

/** The agent desk: work on the left, the call in the middle, the customer on the right. What is owed opens in the middle, or beside a call. */
export function DeskPage() {
  const { t } = useTranslation();
  const { loaded } = useLive();
  const me = useMe();
  const call = useCalls()[0];
  const { kind, chosen, leave } = useWorkPlace();
  const owed = useChosenWork(chosen, kind);
  useEffect(() => {
    document.title = `${t("desk.title")} · ${t("app.name")}`;
  }, [t]);
  if (!loaded) return <Loading />;
  if (me === null) return <Notice title={t("desk.notAgent")} hint={t("desk.notAgentHint")} />;
  return (
    <div className={classes.desk} data-call={call ? "" : undefined}>
      <h1 className="visually-hidden">{t("desk.title")}</h1>
      <section className={classes.work} aria-label={t("desk.work")}>
        <WorkList me={me} />
      </section>
      <section className={classes.centre} aria-label={t("desk.call")}>
        {call ? (
          <CallPane key={call.id} call={call} />
        ) : owed ? (
          <OwedPane key={owed.key} owed={owed} />
        ) : (
          <IdlePane me={me} />
        )}
      </section>
      <section className={classes.customer} aria-label={t("desk.customer")}>
        <CrmTabs call={call ?? null} me={me}>
          <CustomerPane call={call ?? null} owed={owed} />
        </CrmTabs>
      </section>
      {call && <CaseBeside key={call.id} call={call} />}
      {call && owed && (
        <SidePanel key={owed.key} title={t("work.title")} close={leave} testId="work-panel">
          <OwedPane owed={owed} />
        </SidePanel>
      )}
    </div>
  );
}

function OwedPane({ owed }: { owed: Owed }) {
  return owed.item ? <WorkItemPane item={owed.item} /> : <CallbackPane callback={owed.callback} />;
}
