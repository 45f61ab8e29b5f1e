import { Button, Group, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal } from "@/api/client";
import { duration } from "@/components/format";
import { RemoveIcon } from "@/components/icons";
import { ListenButton } from "@/components/ListenButton";
import { type Language, type PromptDetail, savePrompt, soundOf } from "@/components/prompt-library";
import { useRefusalWords, useWords } from "@/components/prompt-words";
import classes from "./Prompts.module.css";
import { spoken, useRefresh } from "./prompts-api";
import { SoundSender } from "./SoundSender";

interface ContentPanelProps {
  prompt: PromptDetail;
  language: Language;
  mayChange: boolean;
}

/** A prompt in one language: heard, replaced by a file or a recording, or written. */
export function ContentPanel({ prompt, language, mayChange }: ContentPanelProps) {
  const p = useWords();
  const { t } = useTranslation();
  const text = useRefusalWords();
  const refresh = useRefresh();
  const content = prompt.contents[language];
  const kept = content?.kind === "text" ? content.text : "";
  const [written, setWritten] = useState<string | null>(null);
  const [clearing, setClearing] = useState(false);
  const [told, setTold] = useState<{ good?: string; bad?: string }>({});
  const draft = written ?? kept;
  const put = async (value: string | null) => {
    try {
      const saved = await savePrompt(prompt.id, {
        name: prompt.name,
        version: prompt.version,
        texts: { [language]: value },
      });
      setWritten(null);
      setClearing(false);
      setTold({ good: p("saved", { version: saved.version }) });
      await refresh();
    } catch (error) {
      setClearing(false);
      setTold({ bad: text(asRefusal(error)) });
    }
  };
  return (
    <section className={classes.panel} aria-labelledby={`content-${language}`} data-testid={`content-${language}`}>
      <div className={classes.heading}>
        <h2 id={`content-${language}`}>{t(`language.${language}`)}</h2>
        <span className="dim">
          {content === undefined
            ? p("nothing")
            : content.kind === "text"
              ? p("text")
              : `${p("sound")} · ${duration((content.seconds ?? 0) * 1000)}`}
        </span>
        {content && mayChange && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<RemoveIcon size={14} aria-hidden />}
            aria-label={`${p("clear")} · ${t(`language.${language}`)}`}
            onClick={() => setClearing(true)}
          >
            {p("clear")}
          </Button>
        )}
      </div>
      {content?.kind === "sound" && (
        <div>
          <span className={classes.sub}>
            {content.source && p(`source.${content.source}`)} {content.file_name && `· ${content.file_name}`}
          </span>
          {/* biome-ignore lint/a11y/useMediaCaption: a telephone prompt has no captions */}
          <audio
            className={classes.audio}
            controls
            preload="metadata"
            src={soundOf(prompt.id, language, prompt.version)}
            aria-label={p("listen", { language: t(`language.${language}`) })}
            data-testid="player"
          />
        </div>
      )}
      <Textarea
        label={p("write")}
        description={mayChange ? p("writeHint") : undefined}
        lang={language}
        autosize
        minRows={2}
        maxLength={2000}
        readOnly={!mayChange}
        value={draft}
        onChange={(event) => setWritten(event.currentTarget.value)}
        data-testid="prompt-text"
      />
      <div className={classes.tools}>
        <ListenButton
          label={`${p("preview")} · ${t(`language.${language}`)}`}
          disabled={draft.trim() === ""}
          source={() => spoken(draft, language)}
        >
          {p("preview")}
        </ListenButton>
        {mayChange && (
          <Button
            size="compact-sm"
            disabled={draft.trim() === "" || draft === kept}
            onClick={() => void put(draft)}
            data-testid="save-text"
          >
            {p("saveText")}
          </Button>
        )}
      </div>
      {mayChange && (
        <SoundSender
          prompt={prompt}
          language={language}
          sent={async () => {
            setWritten(null);
            setTold({ good: p("saved", { version: prompt.version + 1 }) });
            await refresh();
          }}
        />
      )}
      <div role="alert">{told.bad && <div className={classes.bad}>{told.bad}</div>}</div>
      <div role="status">{told.good && <div className={classes.good}>{told.good}</div>}</div>
      {clearing && (
        <Modal
          opened
          onClose={() => setClearing(false)}
          title={p("clearTitle", { language: t(`language.${language}`) })}
          closeButtonProps={{ "aria-label": t("app.close") }}
        >
          <p>{p("clearText")}</p>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setClearing(false)} data-autofocus>
              {p("cancel")}
            </Button>
            <Button color="red" onClick={() => void put(null)}>
              {p("clear")}
            </Button>
          </Group>
        </Modal>
      )}
    </section>
  );
}
