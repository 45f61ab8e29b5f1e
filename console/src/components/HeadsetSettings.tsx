import { Button, NativeSelect, Slider, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { audioDevices, canChooseOutput, type Purpose, systemsChoice } from "@/softphone/audio-devices";
import { useAudioDevices } from "@/softphone/phone";
import { tryRing } from "@/softphone/ringer";
import classes from "./HeadsetSettings.module.css";
import { MicrophoneIcon, RingIcon } from "./icons";
import { LevelMeter } from "./LevelMeter";

/** Which microphone, which headset, which device rings and how loud; with a try for each. */
export function HeadsetSettings() {
  const { t } = useTranslation();
  const { volume } = useAudioDevices();
  const [testing, setTesting] = useState(false);
  useEffect(() => void audioDevices.list(), []);
  return (
    <div className={classes.settings}>
      <DeviceChoice purpose="microphone" />
      {testing && <LevelMeter />}
      <Button
        variant="default"
        size="xs"
        leftSection={<MicrophoneIcon size={15} aria-hidden />}
        onClick={() => setTesting((before) => !before)}
        data-testid="test-microphone"
      >
        {testing ? t("phone.stopTest") : t("phone.test")}
      </Button>
      {canChooseOutput ? (
        <>
          <DeviceChoice purpose="talk" />
          <DeviceChoice purpose="ring" />
        </>
      ) : (
        <Text size="xs" c="dimmed">
          {t("phone.noOutputChoice")}
        </Text>
      )}
      <div className={classes.volume}>
        <Text size="sm" id="ring-volume">
          {t("phone.ringVolume")}
        </Text>
        <Slider
          value={Math.round(volume * 100)}
          onChange={(value) => audioDevices.setVolume(value / 100)}
          label={(value) => `${value} %`}
          thumbProps={{ "aria-labelledby": "ring-volume" }}
          size="sm"
        />
        <Button
          variant="default"
          size="xs"
          leftSection={<RingIcon size={15} aria-hidden />}
          onClick={() => void tryRing()}
        >
          {t("phone.tryRing")}
        </Button>
      </div>
    </div>
  );
}

function DeviceChoice({ purpose }: { purpose: Purpose }) {
  const { t } = useTranslation();
  const { chosen, inputs, outputs, lost } = useAudioDevices();
  const devices = purpose === "microphone" ? inputs : outputs;
  const { id, label } = chosen[purpose];
  const missing = id !== "" && !devices.some((device) => device.id === id);
  return (
    <NativeSelect
      size="xs"
      label={t(`phone.device_${purpose}`)}
      description={lost.includes(purpose) ? t("phone.deviceLost", { device: label }) : undefined}
      value={id}
      onChange={(event) => {
        const { value } = event.currentTarget;
        audioDevices.choose(purpose, devices.find((device) => device.id === value) ?? systemsChoice);
      }}
      data={[
        { value: "", label: t("phone.defaultDevice") },
        ...(missing ? [{ value: id, label }] : []),
        ...devices.map((device) => ({ value: device.id, label: device.label })),
      ]}
      data-testid={`device-${purpose}`}
    />
  );
}
