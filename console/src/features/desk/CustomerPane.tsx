import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/api/client";
import type { CallItem } from "@/api/generated/frames";
import { CustomerProfile } from "@/components/CustomerProfile";
import { dateTime, duration, isNumbered } from "@/components/format";
import { PersonIcon } from "@/components/icons";
import { useLabel } from "@/components/labels";
import { Notice } from "@/components/Notice";
import classes from "./CustomerPane.module.css";
import { NewCustomer } from "./NewCustomer";

/** The caller's profile and last contacts; a form for callers nobody knows yet. */
export function CustomerPane({ call }: { call: CallItem | null }) {
  const { t } = useTranslation();
  if (call === null)
    return <Notice icon={<PersonIcon aria-hidden />} title={t("customer.heading")} hint={t("customer.nobody")} />;
  const numbered = isNumbered(call.caller_number);
  return (
    <>
      <Who call={call} numbered={numbered} />
      {numbered && <LastContacts number={call.caller_number} />}
    </>
  );
}

function Who({ call, numbered }: { call: CallItem; numbered: boolean }) {
  const { t } = useTranslation();
  if (call.customer) return <CustomerProfile customer={call.customer} />;
  if (numbered) return <NewCustomer key={call.id} call={call} />;
  return <Notice icon={<PersonIcon aria-hidden />} title={t("call.unknown")} hint={t("customer.noNumber")} />;
}

function LastContacts({ number }: { number: string }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const { data } = api.useQuery("get", "/api/v1/interactions", { params: { query: { caller: number, limit: 5 } } });
  if (!data) return null;
  return (
    <section className={classes.contacts}>
      <h2 className="section-title">{t("customer.lastContacts")}</h2>
      {data.rows.length === 0 && <p className="dim">{t("customer.noContacts")}</p>}
      <ul className={classes.list}>
        {data.rows.map((row) => (
          <li key={row.id}>
            <Link to={`/interactions/${row.id}`} className={classes.contact}>
              <span>{row.disposition ? label("disposition", row.disposition) : label("outcome", row.outcome)}</span>
              <span className="dim tabular">{row.talk_ms > 0 && duration(row.talk_ms)}</span>
              <span className={`dim ${classes.when}`}>
                {dateTime(row.arrived_at, i18n.language)}
                {row.agent_name && <> · {row.agent_name}</>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
