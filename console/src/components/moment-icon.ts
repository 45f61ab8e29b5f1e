import {
  BreakIcon,
  DigitIcon,
  EndIcon,
  HangUpIcon,
  HoldIcon,
  IncomingIcon,
  MegaphoneIcon,
  MenuIcon,
  MissedIcon,
  QueueIcon,
  ReturnIcon,
  RingIcon,
  TalkIcon,
} from "./icons";

type Tone = "plain" | "good" | "bad" | "wait";

const looks: Record<string, { Icon: typeof RingIcon; tone: Tone }> = {
  arrived: { Icon: IncomingIcon, tone: "plain" },
  step: { Icon: MenuIcon, tone: "plain" },
  digit: { Icon: DigitIcon, tone: "plain" },
  queued: { Icon: QueueIcon, tone: "wait" },
  offered: { Icon: RingIcon, tone: "plain" },
  ring_no_answer: { Icon: MissedIcon, tone: "bad" },
  declined: { Icon: MissedIcon, tone: "bad" },
  offer_lost: { Icon: MissedIcon, tone: "bad" },
  taken: { Icon: RingIcon, tone: "plain" },
  agent_answered: { Icon: TalkIcon, tone: "good" },
  announced: { Icon: MegaphoneIcon, tone: "plain" },
  connected: { Icon: TalkIcon, tone: "good" },
  held: { Icon: HoldIcon, tone: "wait" },
  retrieved: { Icon: TalkIcon, tone: "good" },
  agent_lost: { Icon: MissedIcon, tone: "bad" },
  agent_rejoined: { Icon: TalkIcon, tone: "good" },
  returned_to_queue: { Icon: ReturnIcon, tone: "wait" },
  transfer_failed: { Icon: MissedIcon, tone: "bad" },
  agent_hung_up: { Icon: HangUpIcon, tone: "plain" },
  caller_hung_up: { Icon: HangUpIcon, tone: "plain" },
  ended: { Icon: EndIcon, tone: "plain" },
  reconciled: { Icon: ReturnIcon, tone: "plain" },
};

export function momentIcon(what: string): { Icon: typeof RingIcon; tone: Tone } {
  return looks[what] ?? { Icon: BreakIcon, tone: "plain" };
}
