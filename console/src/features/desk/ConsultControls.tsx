import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import { CancelIcon, MergeIcon, ReturnIcon, SwapIcon, TransferIcon } from "@/components/icons";
import { type ConsultStep, goOn, takeBack } from "@/live/call-commands";
import classes from "./ConsultControls.module.css";
import { useParty } from "./Parties";

const icons: Record<ConsultStep, typeof SwapIcon> = {
  complete: TransferIcon,
  swap: SwapIcon,
  merge: MergeIcon,
  cancel: CancelIcon,
};

/** While somebody is consulted, or the caller is on the way to somebody else: what is going on, and the ways out of it. */
export function ConsultControls({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  const run = useRun();
  const name = useParty();
  const other = call.parties.find(({ id }) => id === call.consult?.party_id);
  const steps = (["complete", "swap", "merge", "cancel"] as const).filter((step) => call.acts.includes(step));
  const back = call.acts.includes("take_back");
  if (steps.length === 0 && !back) return null;
  const who = other ? name(other) : "";
  const says =
    call.consult === null
      ? t("consult.inMenu")
      : call.phase === "transferring"
        ? t("consult.transferring", { who })
        : t(`consult.${call.consult.state}`, { who });
  return (
    <section className={classes.consult} aria-label={t("consult.title")} data-testid="consult">
      <p className={classes.says} role="status">
        {says}
      </p>
      <div className={classes.acts}>
        {steps.map((step, index) => {
          const Icon = icons[step];
          return (
            <Button
              key={step}
              variant={index === 0 ? "filled" : "default"}
              leftSection={<Icon size={16} aria-hidden />}
              onClick={() => void run(() => goOn(call.id, step))}
              data-testid={`consult-${step}`}
            >
              {step === "swap" && call.consult?.state === "held" ? t("consult.swapTo", { who }) : t(`consult.${step}`)}
            </Button>
          );
        })}
        {back && (
          <Button
            leftSection={<ReturnIcon size={16} aria-hidden />}
            onClick={() => void run(() => takeBack(call.id))}
            data-testid="take-back"
          >
            {t("consult.takeBack")}
          </Button>
        )}
      </div>
    </section>
  );
}
