import { Menu, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRun } from "@/components/failures";
import { CancelIcon, DownIcon } from "@/components/icons";
import { useDeskOptions, useLabel, useNextState } from "@/components/labels";
import { StateIcon } from "@/components/StateBadge";
import { useShortcut } from "@/components/shortcuts";
import { Elapsed } from "@/components/Ticking";
import { askState, endWrapUp, withdrawNextState } from "@/live/commands";
import { useMe } from "@/live/live";
import classes from "./Shell.module.css";

/** The agent's state with its timer; what is chosen during a call follows it. */
export function StatePicker() {
  const { t } = useTranslation();
  const me = useMe();
  const run = useRun();
  const label = useLabel();
  const nextState = useNextState();
  const { data: options, refetch } = useDeskOptions();
  const wrappingUp = me?.state === "after_call_work";
  const goReady = () => void run(() => (wrappingUp ? endWrapUp() : askState({ state: "ready", reason: "" })));
  const goNotReady = (reason: string) => void run(() => askState({ state: "not_ready", reason }));
  const reasons = options?.reasons ?? [];
  useShortcut("ready", goReady, me !== null);
  useShortcut("not_ready", () => goNotReady(reasons[0] ?? ""), me !== null);
  if (me === null) return null;

  const busy = me.state === "reserved" || me.state === "busy" || wrappingUp;
  const then = nextState(me.next_state);
  const name = me.state === "not_ready" && me.reason !== "" ? label("reason", me.reason) : t(`state.${me.state}`);
  return (
    <Menu position="bottom-start" width={220} onOpen={() => void refetch()}>
      <Menu.Target>
        <UnstyledButton className={classes.state} data-state={me.state} data-testid="state-picker">
          <StateIcon state={me.state} size={18} />
          <span className={classes.stateWords}>
            <span className="visually-hidden">{t("statePicker.label")}</span>
            {name}
            {then !== "" && <span className={classes.then}>{t("statePicker.then", { state: then })}</span>}
          </span>
          <span className={classes.stateTimer}>
            <Elapsed since={me.since} />
          </span>
          <DownIcon size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {busy && <Menu.Label>{t("statePicker.duringCall")}</Menu.Label>}
        {then !== "" && (
          <>
            <Menu.Item
              leftSection={<CancelIcon size={16} aria-hidden />}
              onClick={() => void run(withdrawNextState)}
              data-testid="state-cancel-next"
            >
              {t("statePicker.cancelNext", { state: then })}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item leftSection={<StateIcon state="ready" />} onClick={goReady} data-testid="state-ready">
          {t("statePicker.ready")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("statePicker.notReady")}</Menu.Label>
        {(reasons.length > 0 ? reasons : [""]).map((reason, index) => (
          <Menu.Item
            key={reason}
            leftSection={<StateIcon state="not_ready" />}
            onClick={() => goNotReady(reason)}
            data-testid={index === 0 ? "state-not-ready" : `state-not-ready-${reason}`}
          >
            {reason === "" ? t("statePicker.notReady") : label("reason", reason)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
