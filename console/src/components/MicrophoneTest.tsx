import { Button, NativeSelect, Progress, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { chooseMicrophone, chosenMicrophone, listMicrophones, openLevelMeter } from "@/softphone/microphone";
import { MicrophoneIcon } from "./icons";

/** Choose the microphone and see it hear. */
export function MicrophoneTest() {
  const { t } = useTranslation();
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const [chosen, setChosen] = useState(chosenMicrophone);
  const [testing, setTesting] = useState(false);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let there = true;
    const list = () => void listMicrophones().then((found) => there && setDevices(found));
    list();
    navigator.mediaDevices.addEventListener("devicechange", list);
    return () => {
      there = false;
      navigator.mediaDevices.removeEventListener("devicechange", list);
    };
  }, []);

  return (
    <>
      <NativeSelect
        label={t("phone.device")}
        value={chosen}
        onChange={(event) => {
          chooseMicrophone(event.currentTarget.value);
          setChosen(event.currentTarget.value);
        }}
        data={[
          { value: "", label: t("phone.defaultDevice") },
          ...devices.map(({ deviceId, label }) => ({ value: deviceId, label: label || deviceId.slice(0, 8) })),
        ]}
      />
      {testing && <Level key={chosen} failed={() => setFailed(true)} />}
      {failed && (
        <Text size="sm" c="var(--bad-ink)" role="alert">
          {t("phone.microphoneMissing")}
        </Text>
      )}
      <Button
        variant="default"
        leftSection={<MicrophoneIcon size={16} aria-hidden />}
        onClick={() => {
          setFailed(false);
          setTesting((before) => !before);
        }}
      >
        {testing ? t("phone.stopTest") : t("phone.test")}
      </Button>
    </>
  );
}

function Level({ failed }: { failed: () => void }) {
  const { t } = useTranslation();
  const [level, setLevel] = useState(0);
  const report = useRef(failed);
  useEffect(() => {
    let stop: () => void = () => undefined;
    let gone = false;
    openLevelMeter().then(
      (meter) => {
        if (gone) return meter.stop();
        const timer = setInterval(() => setLevel(meter.level()), 80);
        stop = () => {
          clearInterval(timer);
          meter.stop();
        };
      },
      () => report.current(),
    );
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return (
    <div>
      <Progress value={level * 100} size="lg" color="teal" transitionDuration={80} aria-label={t("phone.level")} />
      <Text size="xs" c="dimmed" mt={4}>
        {t("phone.levelHint")}
      </Text>
    </div>
  );
}
