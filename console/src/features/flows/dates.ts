import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { dateTime } from "@/components/format";

/** A moment as the reader writes it. */
export function useDateTime(): (moment: string) => string {
  const { i18n } = useTranslation();
  return useCallback((moment) => dateTime(moment, i18n.language), [i18n.language]);
}
