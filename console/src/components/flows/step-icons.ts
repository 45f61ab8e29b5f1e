/** An icon for each type of step. */

import {
  IconArrowBackUp,
  IconArrowRight,
  IconArrowsSplit2,
  IconCalendarClock,
  IconClock,
  IconDialpad,
  IconFileText,
  IconHash,
  IconLanguage,
  IconMessage2,
  IconMicrophone,
  IconPhoneCalling,
  IconPhoneOff,
  IconPhoneOutgoing,
  type IconProps,
  IconRecordMail,
  IconSitemap,
  IconSpeakerphone,
  IconSquareRoundedLetterX,
  IconStar,
  IconTag,
  IconUser,
  IconUserSearch,
  IconUsers,
  IconVariable,
  IconVolume,
  IconWorld,
} from "@tabler/icons-react";
import type { ComponentType } from "react";

const icons: Record<string, ComponentType<IconProps>> = {
  play: IconSpeakerphone,
  menu: IconDialpad,
  collect_digits: IconHash,
  language: IconLanguage,
  survey: IconStar,
  set: IconVariable,
  branch: IconArrowsSplit2,
  hours: IconCalendarClock,
  look_up: IconUserSearch,
  http: IconWorld,
  queue: IconUsers,
  agent: IconUser,
  outside: IconPhoneOutgoing,
  voicemail: IconRecordMail,
  callback: IconPhoneCalling,
  record: IconMicrophone,
  fax: IconFileText,
  send_message: IconMessage2,
  read_out: IconVolume,
  sub_flow: IconSitemap,
  return: IconArrowBackUp,
  tag: IconTag,
  wait: IconClock,
  goto: IconArrowRight,
  hang_up: IconPhoneOff,
};

export function stepIcon(type: string): ComponentType<IconProps> {
  return icons[type] ?? IconSquareRoundedLetterX;
}
