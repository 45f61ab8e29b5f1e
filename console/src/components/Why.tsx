import { useTranslation } from "react-i18next";
import type { CandidateView, ExcludedView, WhyView } from "@/api/generated/frames";
import { useAgentName, useQueueName } from "@/live/live";
import { duration } from "./format";
import { useLabel, useSkillNeed } from "./labels";
import classes from "./Why.module.css";

/** The distributor's decision about a caller, in plain words. */
export function Why({ why }: { why: WhyView }) {
  const { t } = useTranslation();
  const queueName = useQueueName();
  const agentName = useAgentName();
  const measure = useMeasure(why.strategy);
  const excluded = useExcluded();
  const skill = useSkillNeed();
  return (
    <div className={classes.why} data-testid="why">
      <p>
        {why.chosen.length > 0
          ? t("why.chosen", { agents: why.chosen.map(agentName).join(t("app.listSeparator")), count: why.eligible })
          : t("why.nobody")}
      </p>
      <ul>
        <li>
          {t("why.place", {
            place: why.position + 1,
            waiting: Math.max(why.waiting, why.position + 1),
            waited: duration(why.waited_s * 1000),
            score: Math.round(why.score),
          })}
        </li>
        {why.steps > 1 && (
          <li>
            {t("why.step", { step: why.step + 1, steps: why.steps })}
            {why.next_step_s !== null && ` ${t("why.nextStep", { after: duration(why.next_step_s * 1000) })}`}
          </li>
        )}
        {why.needs.length > 0 && (
          <li>{t("why.needs", { needs: why.needs.map(skill).join(t("app.listSeparator")) })}</li>
        )}
        {why.only !== "" && <li>{t("why.only", { agent: agentName(why.only) })}</li>}
        {why.held && <li>{t("why.held", { agent: agentName(why.preferred) })}</li>}
        {!why.held && why.preferred !== "" && <li>{t("why.preferred", { agent: agentName(why.preferred) })}</li>}
        {why.candidates.length > 0 && (
          <li>
            {t("why.candidates", {
              strategy: t(`distributionStrategy.${why.strategy as "linear"}`),
              agents: why.candidates.map(measure).join(t("app.listSeparator")),
            })}
          </li>
        )}
        {why.excluded.map((group) => (
          <li key={`${group.reason}${group.detail}`}>{excluded(group)}</li>
        ))}
        {why.rivals.map((rival) => (
          <li key={rival.queue + rival.score}>
            {t("why.rival", { queue: queueName(rival.queue), score: Math.round(rival.score) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A candidate with what the strategy compares. */
function useMeasure(strategy: string): (candidate: CandidateView) => string {
  const { t } = useTranslation();
  const agentName = useAgentName();
  return ({ agent: number, measure }) => {
    const agent = agentName(number);
    switch (strategy) {
      case "longest_idle":
      case "ring_all":
        return t("why.measure.idle", { agent, time: duration(measure * 1000) });
      case "least_busy":
        return t("why.measure.share", { agent, percent: Math.round(measure * 100) });
      case "round_robin":
        return measure < 0
          ? t("why.measure.never", { agent })
          : t("why.measure.offered", { agent, time: duration(measure * 1000) });
      default:
        return t("why.measure.number", { agent, number: Math.round(measure) });
    }
  };
}

function useExcluded(): (group: ExcludedView) => string {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const skill = useSkillNeed();
  const agentName = useAgentName();
  return ({ reason, count, detail, agents }) => {
    const values = {
      count,
      detail: reason === "lacks_skill" ? skill(detail) : reason === "not_ready" ? label("reason", detail) : detail,
    };
    const known = i18n.exists(`excluded.${reason}`);
    const said = known ? t(`excluded.${reason as "busy"}`, values) : `${count} · ${reason}`;
    return agents.length === 0
      ? said
      : t("why.examples", { said, agents: agents.map(agentName).join(t("app.listSeparator")) });
  };
}
