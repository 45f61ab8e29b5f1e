import { Button, Progress } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { duration } from "@/components/format";
import { useWords } from "@/components/prompt-words";
import { audioConstraints } from "@/softphone/microphone";
import classes from "./Prompts.module.css";

const LONGEST_MS = 600_000;

interface RecorderProps {
  keep: (sound: Blob) => void;
  close: () => void;
}

/** Records at once, shows how loud it is, and lets the speaker hear it before it is kept. */
export function Recorder({ keep, close }: RecorderProps) {
  const p = useWords();
  const end = useRef<() => void>(() => undefined);
  const [level, setLevel] = useState(0);
  const [passed, setPassed] = useState(0);
  const [take, setTake] = useState<{ sound: Blob; address: string } | null>(null);
  const [fault, setFault] = useState<"microphoneDenied" | "microphoneMissing" | null>(null);
  const [serial, setSerial] = useState(0);
  const drop = useCallback(
    () =>
      setTake((before) => {
        if (before) URL.revokeObjectURL(before.address);
        return null;
      }),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another serial is another take
  useEffect(() => {
    let gone = false;
    let free: () => void = () => undefined;
    setPassed(0);
    setFault(null);
    record(
      (loud, milliseconds) => {
        setLevel(loud);
        setPassed(milliseconds);
      },
      (sound) => {
        if (!gone) setTake({ sound, address: URL.createObjectURL(sound) });
      },
    ).then(
      (stop) => {
        if (gone) return stop();
        end.current = stop;
        free = stop;
      },
      (error: unknown) => {
        if (gone) return;
        const denied = error instanceof DOMException && error.name === "NotAllowedError";
        setFault(denied ? "microphoneDenied" : "microphoneMissing");
      },
    );
    return () => {
      gone = true;
      free();
    };
  }, [serial]);
  useEffect(() => drop, [drop]);

  const again = () => {
    drop();
    setSerial(serial + 1);
  };
  if (fault) {
    return (
      <>
        <div role="alert" className={classes.bad}>
          {p(fault)}
        </div>
        <div className={classes.tools}>
          <Button size="compact-sm" onClick={again}>
            {p("again")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={close}>
            {p("cancel")}
          </Button>
        </div>
      </>
    );
  }
  if (take === null) {
    return (
      <>
        <span className="tabular">{p("recording", { time: duration(passed) })}</span>
        <Progress value={level * 100} size="lg" color="teal" transitionDuration={80} aria-label={p("level")} />
        <div className={classes.tools}>
          <Button size="compact-sm" color="red" onClick={() => end.current()} data-autofocus data-testid="record-stop">
            {p("recordStop")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={close}>
            {p("cancel")}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <p role="status">{p("recorded")}</p>
      {/* biome-ignore lint/a11y/useMediaCaption: one's own voice has no captions */}
      <audio className={classes.audio} controls src={take.address} aria-label={p("recorded")} />
      <div className={classes.tools}>
        <Button size="compact-sm" onClick={() => keep(take.sound)} data-testid="record-keep">
          {p("keep")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={again}>
          {p("again")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={close}>
          {p("discard")}
        </Button>
      </div>
    </>
  );
}

/** Begins to record; gives what ends it. The microphone is let go when it ends. */
async function record(
  heard: (level: number, milliseconds: number) => void,
  ended: (sound: Blob) => void,
): Promise<() => void> {
  if (!navigator.mediaDevices) throw new DOMException("insecure", "NotFoundError");
  const stream = await navigator.mediaDevices.getUserMedia(audioConstraints());
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0.6 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  const began = performance.now();
  const stop = () => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    const passed = performance.now() - began;
    heard(Math.min(1, Math.sqrt(power) * 4), passed);
    if (passed > LONGEST_MS) stop();
  }, 80);
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
    ended(new Blob(parts, { type: recorder.mimeType }));
  };
  recorder.start(1000);
  return stop;
}
