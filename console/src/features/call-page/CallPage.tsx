import { Button, NativeSelect, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/api/client";
import { Brand } from "@/components/Brand";
import { duration } from "@/components/format";
import { AcceptIcon, HangUpIcon, LineIcon } from "@/components/icons";
import { Keypad } from "@/components/Keypad";
import { LanguageMenu } from "@/components/LanguageMenu";
import { Failure, Loading, Notice } from "@/components/Notice";
import { SchemeSwitch } from "@/components/SchemeChoice";
import { useLocalNow } from "@/live/clock";
import { RemoteAudio } from "@/softphone/phone";
import classes from "./CallPage.module.css";
import { useWebCall } from "./web-call";

/** The public page: choose a line and ring it from the browser. */
export function CallPage() {
  const { t, i18n } = useTranslation();
  useEffect(() => {
    document.title = `${t("callPage.title")} · ${t("app.name")}`;
  }, [t]);
  return (
    <div className={classes.page}>
      <header className={classes.tools}>
        <SchemeSwitch />
        <LanguageMenu choose={(language) => void i18n.changeLanguage(language)} />
      </header>
      <main className={classes.main}>
        <div className={classes.card}>
          <Brand size={40} />
          <Title order={1} size="h3" mt={12}>
            {t("callPage.title")}
          </Title>
          <p className={classes.lead}>{t("callPage.lead")}</p>
          <Lines />
        </div>
        <p className={classes.small}>
          {t("callPage.privacy")} <Link to="/">{t("callPage.staff")}</Link>
        </p>
      </main>
    </div>
  );
}

function Lines() {
  const { t, i18n } = useTranslation();
  const { data, error, isPending, refetch } = api.useQuery("get", "/api/v1/web-numbers", {}, { staleTime: 300_000 });
  const [chosen, setChosen] = useState<string | null>(null);
  const call = useWebCall();
  if (data === undefined) return isPending ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  const preferred = data.find(({ language }) => language === i18n.language) ?? data[0];
  if (!preferred) {
    return <Notice icon={<LineIcon aria-hidden />} title={t("callPage.noLines")} hint={t("callPage.noLinesHint")} />;
  }
  const line = chosen ?? preferred.dialed_number;
  return (
    <>
      <NativeSelect
        label={t("callPage.line")}
        size="md"
        value={line}
        disabled={call.active}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={data.map(({ dialed_number, name }) => ({ value: dialed_number, label: `${name} · ${dialed_number}` }))}
      />
      <div className={classes.status} data-status={call.status} data-testid="call-status" role="status">
        {t(`callPage.${call.status}`)}
        {call.interrupted && <p className={classes.interrupted}>{t("callPage.interrupted")}</p>}
      </div>
      <div className={classes.timer}>{call.answeredAt !== null && <TalkTime since={call.answeredAt} />}</div>
      {call.active ? (
        <Button
          size="lg"
          radius="xl"
          color="red"
          fullWidth
          leftSection={<HangUpIcon size={20} aria-hidden />}
          onClick={call.hangUp}
          data-testid="call-hang-up"
        >
          {t("callPage.hangUp")}
        </Button>
      ) : (
        <Button
          size="lg"
          radius="xl"
          color="green"
          fullWidth
          leftSection={<AcceptIcon size={20} aria-hidden />}
          onClick={() => call.dial(line)}
          data-testid="call-button"
        >
          {call.status === "idle" ? t("callPage.call") : t("callPage.again")}
        </Button>
      )}
      {call.status === "talking" && (
        <div className={classes.keys}>
          <Keypad press={call.sendDigit} everywhere />
        </div>
      )}
      <RemoteAudio stream={call.remoteAudio} />
    </>
  );
}

function TalkTime({ since }: { since: number }) {
  const now = useLocalNow();
  return (
    <span role="timer" aria-live="off">
      {duration(now - since)}
    </span>
  );
}
