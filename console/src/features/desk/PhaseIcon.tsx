import type { CallItem } from "@/api/generated/frames";
import {
  ConsultIcon,
  HoldIcon,
  ListIcon,
  MegaphoneIcon,
  MissedIcon,
  OfflineIcon,
  PhoneOutIcon,
  RingIcon,
  TalkIcon,
  TransferIcon,
  WrapUpIcon,
} from "@/components/icons";

const icons: Partial<Record<string, typeof RingIcon>> = {
  calling_back: PhoneOutIcon,
  ringing: RingIcon,
  announcing: MegaphoneIcon,
  dialing: PhoneOutIcon,
  dial_failed: MissedIcon,
  consulting: ConsultIcon,
  transferring: TransferIcon,
  in_menu: ListIcon,
  talking: TalkIcon,
  held: HoldIcon,
  rejoining: OfflineIcon,
  wrap_up: WrapUpIcon,
};

export function PhaseIcon({ phase, size }: { phase: CallItem["phase"]; size: number }) {
  const Icon = icons[phase] ?? TalkIcon;
  return <Icon size={size} aria-hidden />;
}
