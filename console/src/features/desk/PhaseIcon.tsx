import type { CallItem } from "@/api/generated/frames";
import { HoldIcon, MegaphoneIcon, OfflineIcon, RingIcon, TalkIcon, WrapUpIcon } from "@/components/icons";

const icons: Record<CallItem["phase"], typeof RingIcon> = {
  ringing: RingIcon,
  announcing: MegaphoneIcon,
  talking: TalkIcon,
  held: HoldIcon,
  rejoining: OfflineIcon,
  wrap_up: WrapUpIcon,
};

export function PhaseIcon({ phase, size }: { phase: CallItem["phase"]; size: number }) {
  const Icon = icons[phase];
  return <Icon size={size} aria-hidden />;
}
