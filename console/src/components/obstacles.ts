import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type en from "@/locales/en.json";

type Obstacle = keyof (typeof en)["notOffered"] & string;

/** Why no call is offered, in words; a reason that is new to us is shown as it is. */
export function useObstacleText(): (reason: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (reason) => (i18n.exists(`notOffered.${reason}`) ? t(`notOffered.${reason as Obstacle}`) : reason),
    [t, i18n],
  );
}
