import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/api/client";
import { dateTime, duration } from "./format";
import classes from "./LastContacts.module.css";
import { useLabel } from "./labels";

/** The newest contacts of a customer, whichever of its numbers they were with, or of a number that nobody is known by; each leads to its page. */
export function LastContacts({ of }: { of: { customer: string } | { caller: string } }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const { data } = api.useQuery("get", "/api/v1/interactions", { params: { query: { ...of, limit: 5 } } });
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
