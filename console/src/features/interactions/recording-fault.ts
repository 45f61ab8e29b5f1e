/** Why a recording is not whole, in words. */

import { useTranslation } from "react-i18next";

const faults = [
  "caller_missing",
  "caller_empty",
  "caller_cut_off",
  "caller_unreadable",
  "agent_missing",
  "agent_empty",
  "agent_cut_off",
  "agent_unreadable",
  "late",
  "unwritten",
  "missing",
  "rates_differ",
  "disk_full",
  "not_stored",
] as const;

/** Turns the server's codes (`late:12; agent_missing`) into sentences; what is no code is shown as it is. */
export function useRecordingFault(): (codes: string) => string {
  const { t } = useTranslation();
  return (codes) =>
    codes
      .split("; ")
      .map((part) => {
        const [code = "", ...detail] = part.split(":");
        const known = faults.find((fault) => fault === code);
        return known === undefined ? part : t(`recording.faults.${known}`, { detail: detail.join(":") });
      })
      .join(" ");
}
