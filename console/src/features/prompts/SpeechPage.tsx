import { Button, NativeSelect, NumberInput, Progress, TextInput, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal } from "@/api/client";
import { ListenButton } from "@/components/ListenButton";
import { Failure, Loading } from "@/components/Notice";
import { type Language, languages } from "@/components/prompt-library";
import { useRefusalWords, useWords } from "@/components/prompt-words";
import { Dictionary } from "./Dictionary";
import classes from "./Prompts.module.css";
import { type Choice, chooseVoice, spoken, useMayChange, useRefresh, useSpeech, useWarmUp } from "./prompts-api";

/** Who speaks each language, what is spoken ahead, and how words are pronounced. */
export function SpeechPage() {
  const p = useWords();
  const { t } = useTranslation();
  const asked = useSpeech();
  const again = asked.refetch;
  const { data, error, isPending } = asked;
  useEffect(() => {
    document.title = `${p("speech")} · ${t("app.name")}`;
  }, [p, t]);
  if (error) return <Failure error={error} retry={() => void again()} />;
  if (isPending) return <Loading />;
  const missing = data.providers.filter((provider) => provider.missing !== "");
  return (
    <>
      <Title order={1} size="h3">
        {p("voices")}
      </Title>
      <p className={classes.lead}>{p("voicesLead")}</p>
      <div className={classes.pair}>
        {languages.map((language) => (
          <VoiceOf key={language} language={language} speech={data} />
        ))}
      </div>
      <Warm />
      {missing.length > 0 && (
        <section className={classes.panel} aria-labelledby="missing">
          <h2 id="missing">{p("enginesMissing")}</h2>
          <ul className={classes.plain}>
            {missing.map((provider) => (
              <li key={provider.name}>
                <span>
                  <strong>{provider.name}</strong>{" "}
                  <span className="dim">{provider.name === "piper" ? p("piperMissing") : provider.missing}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Dictionary />
    </>
  );
}

type Speech = NonNullable<ReturnType<typeof useSpeech>["data"]>;

function VoiceOf({ language, speech }: { language: Language; speech: Speech }) {
  const p = useWords();
  const { t, i18n } = useTranslation();
  const text = useRefusalWords();
  const refresh = useRefresh();
  const mayChange = useMayChange();
  const kept = speech.languages[language] as Choice;
  const [draft, setDraft] = useState<Choice>(kept);
  const [sample, setSample] = useState(() => String(i18n.getFixedT(language)("prompts.sampleText" as "app.name")));
  const [told, setTold] = useState<{ good?: string; bad?: string }>({});
  const speaking = speech.providers.filter((one) => one.voices.some((voice) => voice.language === language));
  const voices = speaking.find((one) => one.name === draft.provider)?.voices ?? [];
  const same = JSON.stringify(draft) === JSON.stringify(kept);
  const save = async () => {
    try {
      await chooseVoice(language, draft);
      setTold({ good: p("save") });
      await refresh();
    } catch (error) {
      setTold({ bad: text(asRefusal(error)) });
    }
  };
  return (
    <section className={classes.panel} aria-labelledby={`voice-${language}`} data-testid={`voice-${language}`}>
      <h2 id={`voice-${language}`}>{t(`language.${language}`)}</h2>
      <div className={classes.voice}>
        <NativeSelect
          label={p("engine")}
          value={draft.provider}
          disabled={!mayChange}
          data={speaking.map((one) => one.name)}
          onChange={(event) => setDraft({ ...draft, provider: event.currentTarget.value, voice: "" })}
        />
        <NativeSelect
          label={p("voice")}
          value={draft.voice}
          disabled={!mayChange}
          data={[
            { value: "", label: p("usualVoice") },
            ...voices
              .filter((voice) => voice.language === language)
              .map((voice) => ({ value: voice.id, label: voice.name })),
          ]}
          onChange={(event) => setDraft({ ...draft, voice: event.currentTarget.value })}
        />
        <NumberInput
          label={p("speed")}
          value={draft.words_per_minute}
          min={80}
          max={300}
          step={10}
          clampBehavior="blur"
          disabled={!mayChange}
          onChange={(value) => setDraft({ ...draft, words_per_minute: Number(value) || 150 })}
        />
      </div>
      <TextInput
        label={p("sample")}
        lang={language}
        value={sample}
        maxLength={500}
        onChange={(event) => setSample(event.currentTarget.value)}
      />
      <div className={classes.tools}>
        <ListenButton
          label={`${p("preview")} · ${t(`language.${language}`)}`}
          disabled={sample.trim() === ""}
          source={() => spoken(sample, language, draft)}
        >
          {p("preview")}
        </ListenButton>
        {mayChange && (
          <Button size="compact-sm" disabled={same} onClick={() => void save()}>
            {p("save")}
          </Button>
        )}
      </div>
      <div role="alert">{told.bad && <div className={classes.bad}>{told.bad}</div>}</div>
    </section>
  );
}

function Warm() {
  const p = useWords();
  const { data } = useWarmUp();
  if (data === undefined) return null;
  const said = data.running
    ? p("warmRunning", { done: data.done + data.failed, total: data.total })
    : data.failed > 0
      ? p("warmFailed", { failed: data.failed, total: data.total })
      : data.total > 0
        ? p("warmDone", { total: data.total })
        : p("warmIdle");
  return (
    <section className={classes.panel} aria-labelledby="warm" data-testid="warm-up">
      <h2 id="warm">{p("warm")}</h2>
      <span className={!data.running && data.failed > 0 ? classes.bad : "tabular"}>{said}</span>
      {data.running && (
        <Progress value={((data.done + data.failed) / Math.max(1, data.total)) * 100} aria-label={p("warm")} />
      )}
    </section>
  );
}
