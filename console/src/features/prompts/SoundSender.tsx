import { Button, FileButton, Progress } from "@mantine/core";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal } from "@/api/client";
import { AcceptIcon, MicrophoneIcon, UploadIcon } from "@/components/icons";
import type { Language, PromptDetail } from "@/components/prompt-library";
import { refused, useRefusalWords, useWords } from "@/components/prompt-words";
import { PhoneRecorder } from "./PhoneRecorder";
import classes from "./Prompts.module.css";
import { sendSound } from "./prompts-api";
import { Recorder } from "./Recorder";

const LARGEST = 30 * 1024 * 1024;

interface SoundSenderProps {
  prompt: PromptDetail;
  language: Language;
  sent: () => Promise<void>;
}

/** Takes a sound: dropped, chosen or recorded; shows how far it has come, and why it was refused. */
export function SoundSender({ prompt, language, sent }: SoundSenderProps) {
  const p = useWords();
  const { t } = useTranslation();
  const text = useRefusalWords();
  const stop = useRef<AbortController | null>(null);
  const [over, setOver] = useState(false);
  const [recording, setRecording] = useState<"" | "page" | "phone">("");
  const [way, setWay] = useState<{ name: string; part: number } | null>(null);
  const [fault, setFault] = useState("");
  const send = async (sound: Blob, fileName: string, source: "upload" | "browser") => {
    setFault("");
    if (sound.size > LARGEST) return setFault(text(refused("body_too_long", "")));
    const control = new AbortController();
    stop.current = control;
    setWay({ name: fileName, part: 0 });
    try {
      const progress = (part: number) => setWay({ name: fileName, part });
      const { id, version } = prompt;
      await sendSound({ id, language, version, sound, fileName, source, progress, signal: control.signal });
      setRecording("");
      await sent();
    } catch (error) {
      if (!control.signal.aborted) setFault(text(asRefusal(error)));
    } finally {
      stop.current = null;
      setWay(null);
    }
  };
  const choose = (file: File | null) => {
    if (file) void send(file, file.name, "upload");
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0] ?? null);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the button in it does the same by keyboard
    <div
      className={classes.drop}
      data-over={over}
      data-testid="drop"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {way ? (
        <>
          <span role="status">{way.part < 1 ? p("uploading", { name: way.name }) : p("working")}</span>
          <Progress
            value={way.part * 100}
            animated={way.part >= 1}
            aria-label={way.part < 1 ? p("uploading", { name: way.name }) : p("working")}
          />
          <div>
            <Button size="compact-sm" variant="default" onClick={() => stop.current?.abort()}>
              {p("stop")}
            </Button>
          </div>
        </>
      ) : recording === "phone" ? (
        <PhoneRecorder prompt={prompt} language={language} sent={sent} close={() => setRecording("")} />
      ) : recording === "page" ? (
        <Recorder
          keep={(sound) => void send(sound, "", "browser")}
          close={() => {
            setRecording("");
            setFault("");
          }}
        />
      ) : (
        <>
          <p>{p("drop")}</p>
          <div className={classes.tools}>
            <FileButton onChange={choose} accept="audio/*,.wav,.mp3,.ogg,.oga,.opus,.flac,.webm,.m4a">
              {(props) => (
                <Button
                  {...props}
                  size="compact-sm"
                  variant="default"
                  leftSection={<UploadIcon size={14} aria-hidden />}
                  data-testid="upload"
                  aria-label={`${p("upload")} · ${t(`language.${language}`)}`}
                >
                  {p("upload")}
                </Button>
              )}
            </FileButton>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<MicrophoneIcon size={14} aria-hidden />}
              aria-label={`${p("record")} · ${t(`language.${language}`)}`}
              onClick={() => setRecording("page")}
              data-testid="record"
            >
              {p("record")}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<AcceptIcon size={14} aria-hidden />}
              aria-label={`${p("phone")} · ${t(`language.${language}`)}`}
              onClick={() => setRecording("phone")}
              data-testid="record-by-phone"
            >
              {p("phone")}
            </Button>
          </div>
        </>
      )}
      <div role="alert">{fault && <div className={classes.bad}>{fault}</div>}</div>
    </div>
  );
}
