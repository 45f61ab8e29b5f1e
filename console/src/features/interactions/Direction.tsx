import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { CallbackIcon, IncomingIcon, InternalIcon, PhoneOutIcon } from "@/components/icons";
import classes from "./Interactions.module.css";

type Way = Schemas["InteractionRow"]["direction"];

const icons: Record<Way, typeof IncomingIcon> = {
  inbound: IncomingIcon,
  outbound: PhoneOutIcon,
  callback: CallbackIcon,
  internal: InternalIcon,
};

/** Who called whom, by icon and word. */
export function Direction({ direction }: { direction: Way }) {
  const { t } = useTranslation();
  const Icon = icons[direction];
  return (
    <span className={classes.outcome}>
      <Icon size={15} className="dim" aria-hidden />
      {t(`direction.${direction}`)}
    </span>
  );
}
