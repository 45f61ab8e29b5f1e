import { UnstyledButton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, asRefusal, type Schemas } from "@/api/client";
import type { MeItem } from "@/api/generated/frames";
import { duration } from "@/components/format";
import { AlertIcon, CheckIcon, QuestionIcon, WaitIcon } from "@/components/icons";
import { useLabel, useProblemText, useSkillNeed } from "@/components/labels";
import { useObstacleText } from "@/components/obstacles";
import { useRemaining } from "@/components/Ticking";
import classes from "./Why.module.css";

type Chance = Schemas["QueueChance"];

/** Why no call comes to me: my state, what stands in the way, and how each of my queues stands. */
export function WhyNoCalls({ me }: { me: MeItem }) {
  const { t } = useTranslation();
  const [asked, ask] = useState(false);
  return (
    <div className={classes.none}>
      <UnstyledButton
        className={classes.ask}
        aria-expanded={asked}
        onClick={() => ask(!asked)}
        data-testid="why-no-calls"
      >
        <QuestionIcon size={15} aria-hidden />
        {t("whyNot.ask")}
      </UnstyledButton>
      {asked && <Reasons me={me} />}
    </div>
  );
}

function Reasons({ me }: { me: MeItem }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const label = useLabel();
  const obstacle = useObstacleText();
  const { data, error } = api.useQuery("get", "/api/v1/desk/why-no-calls", {}, { refetchInterval: 3_000 });
  const paused = useRemaining(data?.paused_until ?? null);
  const failed: unknown = error;
  if (failed) return <p className={classes.said}>{problem(asRefusal(failed))}</p>;
  if (!data) return null;
  const ready = data.state === "ready";
  return (
    <ul className={classes.reasons} data-testid="why-not">
      <Reason tone={ready ? "good" : "bad"}>
        {ready
          ? t("whyNot.ready")
          : data.state === "not_ready"
            ? t("whyNot.notReady", { reason: data.reason === "" ? t("state.not_ready") : label("reason", data.reason) })
            : t("whyNot.other", { state: t(`state.${data.state}`) })}
      </Reason>
      {data.not_offered.map((reason) => (
        <Reason key={reason} tone="bad">
          {obstacle(reason)}
          {reason === "paused" && paused > 0 && ` (${duration(paused + 999)})`}
        </Reason>
      ))}
      {data.queues.map((chance) => (
        <Queue key={chance.queue} chance={chance} ready={ready} />
      ))}
      {data.queues.length === 0 && me.queues.length > 0 && <Reason tone="wait">{t("whyNot.notSignedIn")}</Reason>}
    </ul>
  );
}

function Queue({ chance, ready }: { chance: Chance; ready: boolean }) {
  const { t } = useTranslation();
  const skill = useSkillNeed();
  const { queue, waiting, before, lacks, kept } = chance;
  const lacking = lacks.length > 0;
  const says = [
    waiting === 0 ? t("queues.nobody") : t("queues.waiting", { count: waiting }),
    lacking && t("whyNot.lacks", { skills: lacks.map(skill).join(t("app.listSeparator")) }),
    !lacking && chance.from_step > 0 && t("whyNot.from", { after: duration(chance.from_s * 1000) }),
    waiting > 0 && kept !== "" && t(`whyNot.${kept}`),
    ready &&
      kept === "" &&
      before !== null &&
      (before === 0 ? t("whyNot.next") : t("whyNot.before", { count: before })),
  ];
  return (
    <Reason tone={lacking ? "bad" : before === 0 && kept === "" ? "good" : "wait"}>
      <strong>{queue}</strong>: {says.filter(Boolean).join(" · ")}
    </Reason>
  );
}

const icons = { good: CheckIcon, wait: WaitIcon, bad: AlertIcon };

function Reason({ tone, children }: { tone: keyof typeof icons; children: ReactNode }) {
  const Icon = icons[tone];
  return (
    <li className={classes.reason} data-tone={tone}>
      <Icon size={16} aria-hidden />
      <span>{children}</span>
    </li>
  );
}
