import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { duration } from "@/components/format";
import classes from "./WaitingCallers.module.css";

const REFRESH_MS = 60_000;
const DAY_MS = 86_400_000;

/** The last day, and what comes while the page is open. */
function lastDay(): { since: string; until: string } {
  const now = Date.now();
  return { since: new Date(now - DAY_MS).toISOString(), until: new Date(now + DAY_MS).toISOString() };
}

/** How true the waits were that callers of this queue were told. Nothing for agents, who may not know, and where none was told. */
export function ToldWaits({ queueId }: { queueId: string }) {
  const { t } = useTranslation();
  const [query] = useState(lastDay);
  const { data: me } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });
  const { data } = api.useQuery(
    "get",
    "/api/v1/wait-estimates",
    { params: { query } },
    { refetchInterval: REFRESH_MS, enabled: me !== undefined && me.role !== "agent" },
  );
  const score = data?.find(({ queue }) => queue === queueId);
  if (score === undefined) return null;
  const told = t("toldWaits.told", { count: score.told });
  return (
    <p className={classes.none} data-testid="told-waits">
      {score.within_share === null
        ? t("toldWaits.unjudged", { told })
        : t("toldWaits.held", { told, share: Math.round(score.within_share * 100), count: score.judged })}
      {score.within_share !== null &&
        ` ${t(score.bias_ms < 0 ? "toldWaits.shorter" : "toldWaits.longer", {
          time: duration(Math.abs(score.bias_ms)),
          width: duration(score.mean_width_ms),
        })}`}
    </p>
  );
}
