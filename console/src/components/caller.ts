import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { groupedNumber, isWebCaller } from "./format";

/** What to call the other side: the customer's name, else what the line says, else the number. */
export function useCallerName(): (call: CallItem) => string {
  const { t } = useTranslation();
  return useCallback(
    ({ customer, caller_name, caller_number }) =>
      customer?.name ||
      (isWebCaller(caller_number) ? t("call.web") : caller_name || groupedNumber(caller_number) || t("call.unknown")),
    [t],
  );
}
