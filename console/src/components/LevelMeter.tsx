import { Progress, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { openLevelMeter } from "@/softphone/microphone";
import { useAudioDevices } from "@/softphone/phone";

/** How loud the microphone hears, while it is looked at. */
export function LevelMeter() {
  const { chosen } = useAudioDevices();
  return <Level key={chosen.microphone.id} />;
}

function Level() {
  const { t } = useTranslation();
  const [level, setLevel] = useState(0);
  const [failed, setFailed] = useState(false);
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
      () => setFailed(true),
    );
    return () => {
      gone = true;
      stop();
    };
  }, []);
  if (failed)
    return (
      <Text size="sm" c="var(--bad-ink)" role="alert">
        {t("phone.microphoneMissing")}
      </Text>
    );
  return (
    <div>
      <Progress value={level * 100} size="lg" color="teal" transitionDuration={80} aria-label={t("phone.level")} />
      <Text size="xs" c="dimmed" mt={4}>
        {t("phone.levelHint")}
      </Text>
    </div>
  );
}
