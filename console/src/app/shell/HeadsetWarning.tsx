import { useTranslation } from "react-i18next";
import { HeadsetOffIcon } from "@/components/icons";
import { useAudioDevices, usePhoneState } from "@/softphone/phone";
import classes from "./Shell.module.css";

/** Says when a chosen device was unplugged, and that the call goes on without it. */
export function HeadsetWarning() {
  const { t } = useTranslation();
  const { chosen, lost } = useAudioDevices();
  const talking = usePhoneState()?.session?.stage === "talking";
  const device = lost[0] === undefined ? "" : chosen[lost[0]].label;
  return (
    <div role="status" data-testid="headset-lost">
      {device !== "" && (
        <div className={classes.warning}>
          <HeadsetOffIcon size={16} aria-hidden />
          {t(talking ? "phone.deviceLostInCall" : "phone.deviceLost", { device })}
        </div>
      )}
    </div>
  );
}
