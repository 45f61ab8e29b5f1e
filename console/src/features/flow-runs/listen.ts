/** Hearing a text in the voice that callers hear. */

import { useEffect, useRef } from "react";
import { http } from "@/api/client";
import { useRun } from "@/components/failures";

export function useListen(): (text: string, language: string) => void {
  const run = useRun();
  const playing = useRef<HTMLAudioElement | null>(null);
  useEffect(() => () => playing.current?.pause(), []);
  return (text, language) =>
    void run(async () => {
      const { data } = await http.POST("/api/v1/speech/preview", {
        body: { text, language: language === "en" ? "en" : "zh-CN" },
        parseAs: "blob",
      });
      playing.current?.pause();
      const address = URL.createObjectURL(data as unknown as Blob);
      const audio = new Audio(address);
      audio.onended = () => URL.revokeObjectURL(address);
      playing.current = audio;
      await audio.play();
    });
}
