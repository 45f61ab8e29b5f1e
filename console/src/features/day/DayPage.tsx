import { ActionIcon, Group, Title } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "@/api/client";
import { NextIcon, PreviousIcon } from "@/components/icons";
import { Failure, Loading } from "@/components/Notice";
import { DayCalls } from "./DayCalls";
import classes from "./DayPage.module.css";
import { type Figure, Figures } from "./Figures";
import { StatesOfDay } from "./StatesOfDay";

export type Day = Schemas["DayView"];

/** One's own day: the figures, what is behind each, and the states one after the other. */
export function DayPage() {
  const { t, i18n } = useTranslation();
  const [back, setBack] = useState(0);
  const [figure, setFigure] = useState<Figure | null>(null);
  const { data, error, refetch } = api.useQuery(
    "get",
    "/api/v1/desk/day",
    { params: { query: { back } } },
    { refetchInterval: back === 0 ? 15_000 : false, placeholderData: keepPreviousData },
  );
  useEffect(() => {
    document.title = `${t("day.title")} · ${t("app.name")}`;
  }, [t]);
  return (
    <div className={classes.page}>
      <Group gap="xs" className={classes.head}>
        <Title order={1} size="h3">
          {t("day.title")}
        </Title>
        <span className={classes.push} />
        <ActionIcon variant="default" aria-label={t("day.before")} onClick={() => setBack(back + 1)}>
          <PreviousIcon size={16} aria-hidden />
        </ActionIcon>
        <span className={classes.date} data-testid="day-date">
          {data &&
            new Intl.DateTimeFormat(i18n.language, {
              weekday: "short",
              year: "numeric",
              month: "short",
              day: "numeric",
              timeZone: data.zone,
            }).format(new Date(data.since))}
        </span>
        <ActionIcon
          variant="default"
          aria-label={t("day.after")}
          disabled={back === 0}
          onClick={() => setBack(back - 1)}
        >
          <NextIcon size={16} aria-hidden />
        </ActionIcon>
      </Group>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!error && !data && <Loading />}
      {data && (
        <>
          <Figures day={data} chosen={figure} choose={setFigure} />
          <StatesOfDay day={data} span={{ since: new Date(data.since), until: new Date(data.ends_at) }} />
          <DayCalls day={data} figure={figure} />
        </>
      )}
    </div>
  );
}
