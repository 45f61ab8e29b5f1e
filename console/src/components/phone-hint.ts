import { useTranslation } from "react-i18next";
import { usePhoneState } from "@/softphone/phone";

/** Why calls can or cannot ring on this page, and how to mend it. */
export function usePhoneHint(): string {
  const { t } = useTranslation();
  const state = usePhoneState();
  switch (state?.status) {
    case undefined:
      return "";
    case "registered":
      return t("phone.ok");
    case "elsewhere":
      return t("phone.elsewhereHint");
    case "microphone":
      if (state.microphone === "missing") return t("phone.microphoneMissing");
      if (state.microphone === "insecure") return t("phone.microphoneInsecure");
      return t("phone.microphoneDenied");
    case "starting":
    case "connecting":
      return t("phone.connectingHint");
  }
}
