import { useTranslation } from "react-i18next";
import { BreakIcon, LoggedOffIcon, ReadyIcon, RingIcon, TalkIcon, WrapUpIcon } from "./icons";
import { type StateName, useLabel } from "./labels";
import classes from "./StateBadge.module.css";

const icons: Record<StateName, typeof ReadyIcon> = {
  logged_off: LoggedOffIcon,
  not_ready: BreakIcon,
  ready: ReadyIcon,
  reserved: RingIcon,
  busy: TalkIcon,
  after_call_work: WrapUpIcon,
};

export function StateIcon({ state, size = 16 }: { state: StateName; size?: number }) {
  const Icon = icons[state];
  return <Icon size={size} stroke={2} aria-hidden className={classes.icon} data-state={state} />;
}

/** A state by colour, icon and word. */
export function StateBadge({ state, reason = "" }: { state: StateName; reason?: string }) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <span className={classes.badge} data-state={state}>
      <StateIcon state={state} size={14} />
      {t(`state.${state}`)}
      {state === "not_ready" && reason !== "" && <span className={classes.reason}>· {label("reason", reason)}</span>}
    </span>
  );
}
