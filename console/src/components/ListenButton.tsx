import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { asRefusal } from "@/api/client";
import { HoldIcon, ResumeIcon } from "./icons";
import classes from "./ListenButton.module.css";
import { useRefusalWords } from "./prompt-words";

interface ListenButtonProps {
  /** What is heard, for those who do not see what it stands beside. */
  label: string;
  source: () => Promise<string | Blob>;
  disabled?: boolean;
  children: ReactNode;
}

/** Plays a sound, and stops it when it is pressed again. */
export function ListenButton({ label, source, disabled, children }: ListenButtonProps) {
  const text = useRefusalWords();
  const playing = useRef<{ audio: HTMLAudioElement; free: () => void } | null>(null);
  const [state, setState] = useState<"idle" | "loading" | "playing">("idle");
  const [fault, setFault] = useState("");
  const stop = () => {
    playing.current?.audio.pause();
    playing.current?.free();
    playing.current = null;
    setState("idle");
  };
  useEffect(
    () => () => {
      playing.current?.audio.pause();
      playing.current?.free();
    },
    [],
  );
  const play = async () => {
    if (state !== "idle") return stop();
    setFault("");
    setState("loading");
    try {
      const found = await source();
      const address = typeof found === "string" ? found : URL.createObjectURL(found);
      const free = () => (typeof found === "string" ? undefined : URL.revokeObjectURL(address));
      const audio = new Audio(address);
      playing.current = { audio, free };
      audio.onended = stop;
      await audio.play();
      setState("playing");
    } catch (error) {
      stop();
      setFault(text(asRefusal(error)));
    }
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        disabled={disabled}
        loading={state === "loading"}
        aria-label={label}
        aria-pressed={state === "playing"}
        leftSection={state === "playing" ? <HoldIcon size={14} aria-hidden /> : <ResumeIcon size={14} aria-hidden />}
        onClick={() => void play()}
        data-testid="listen"
      >
        {children}
      </Button>
      {fault && (
        <span role="alert" className={classes.bad}>
          {fault}
        </span>
      )}
    </>
  );
}
