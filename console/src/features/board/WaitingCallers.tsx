import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, asRefusal, type Schemas } from "@/api/client";
import { duration } from "@/components/format";
import { useProblemText } from "@/components/labels";
import { PhoneNumber } from "@/components/PhoneNumber";
import { Elapsed } from "@/components/Ticking";
import { Why } from "@/components/Why";
import classes from "./WaitingCallers.module.css";

const REFRESH_MS = 3_000;

/** Who waits in a queue, in the order in which they are served; each can be asked why. */
export function WaitingCallers({ queueId, waiting }: { queueId: string; waiting: number }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const { data, error } = api.useQuery(
    "get",
    "/api/v1/queues/{queue_id}/waiting",
    { params: { path: { queue_id: queueId } } },
    { refetchInterval: REFRESH_MS, enabled: waiting > 0 },
  );
  if (waiting === 0) return <p className={classes.none}>{t("waitingCallers.none")}</p>;
  if (error) return <p className={classes.none}>{problem(asRefusal(error))}</p>;
  return (
    <ol className={classes.list} data-testid="waiting-callers">
      {data?.map((caller) => (
        <Caller key={caller.call_id} caller={caller} />
      ))}
    </ol>
  );
}

function Caller({ caller }: { caller: Schemas["WaitingCaller"] }) {
  const { t } = useTranslation();
  const [asked, ask] = useState(false);
  return (
    <li className={classes.caller}>
      <div className={classes.line}>
        <span className={classes.place}>{caller.position + 1}</span>
        <PhoneNumber number={caller.caller_number} />
        <Elapsed since={caller.since} />
        <span className="dim">{t("waitingCallers.step", { step: caller.step + 1 })}</span>
        {caller.priority_s > 0 && (
          <span className="dim">{t("waitingCallers.priority", { time: duration(caller.priority_s * 1000) })}</span>
        )}
        {caller.kept_for !== "" && (
          <span className="dim">{t("waitingCallers.keptFor", { agent: caller.kept_for })}</span>
        )}
        <button type="button" className={classes.ask} aria-expanded={asked} onClick={() => ask(!asked)}>
          {t("why.ask")}
        </button>
      </div>
      {asked && <StillWaiting callId={caller.call_id} />}
    </li>
  );
}

function StillWaiting({ callId }: { callId: string }) {
  const problem = useProblemText();
  const { data, error } = api.useQuery(
    "get",
    "/api/v1/calls/{call_id}/why",
    { params: { path: { call_id: callId } } },
    { refetchInterval: REFRESH_MS },
  );
  if (error) return <p className={classes.none}>{problem(asRefusal(error))}</p>;
  return data?.why ? <Why why={data.why} /> : null;
}
