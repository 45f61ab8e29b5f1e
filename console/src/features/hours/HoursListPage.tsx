import { Button, Title } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useHoursWords } from "@/components/hours-words";
import { AddIcon } from "@/components/icons";
import { Failure, Loading, Notice } from "@/components/Notice";
import { ByHand } from "./ByHand";
import classes from "./Hours.module.css";
import { type Calendar, useCalendars, useOpening, useRole } from "./hours-api";
import { OpeningState } from "./OpeningState";

/** Every calendar, whether it is open now, and a way to close it at once. */
export function HoursListPage() {
  const h = useHoursWords();
  const { t } = useTranslation();
  const role = useRole();
  const asked = useCalendars();
  const { data } = asked;
  const again = asked.refetch;
  const error: unknown = asked.error;
  useEffect(() => {
    document.title = `${h("title")} · ${t("app.name")}`;
  }, [h, t]);
  return (
    <>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {h("title")}
        </Title>
        <span className="dim tabular" role="status">
          {data && h("total", { count: data.length })}
        </span>
        {role === "admin" && (
          <Button
            component={Link}
            to="/admin/hours/new"
            leftSection={<AddIcon size={16} aria-hidden />}
            data-testid="add-calendar"
          >
            {h("add")}
          </Button>
        )}
      </div>
      <p className={classes.lead}>{h("lead")}</p>
      {error ? (
        <Failure error={error} retry={() => void again()} />
      ) : data === undefined ? (
        <Loading />
      ) : data.length === 0 ? (
        <Notice title={h("empty")} hint={h("emptyHint")} />
      ) : (
        <ul className={classes.list}>
          {data.map((calendar) => (
            <Row key={calendar.id} calendar={calendar} />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ calendar }: { calendar: Calendar }) {
  const { data } = useOpening(calendar.id);
  return (
    <li className={classes.row} data-testid="calendar-row" data-id={calendar.id}>
      <span className={classes.name}>
        <Link to={`/admin/hours/${calendar.id}`} className={`quiet-link ${classes.main}`}>
          {calendar.name}
        </Link>
        <span className={classes.sub}>
          {calendar.id} · {calendar.zone}
        </span>
      </span>
      {data ? <OpeningState opening={data} manual={calendar.manual} /> : <span />}
      <ByHand calendar={calendar} />
    </li>
  );
}
