import { useTranslation } from "react-i18next";
import { duration } from "@/components/format";
import { ListenButton } from "@/components/ListenButton";
import { languages, type Prompt, soundOf } from "@/components/prompt-library";
import { useWords } from "@/components/prompt-words";
import classes from "./Prompts.module.css";

/** What a prompt is in each language, to be heard at once. */
export function ContentChips({ prompt }: { prompt: Prompt }) {
  const p = useWords();
  const { t } = useTranslation();
  const there = languages.filter((language) => prompt.contents[language]);
  if (there.length === 0) return <span className="dim">{p("silent")}</span>;
  return (
    <span className={classes.chips}>
      {there.map((language) => {
        const content = prompt.contents[language];
        const length = content?.kind === "sound" ? duration((content.seconds ?? 0) * 1000) : p("text");
        const shown = `${t(`language.${language}`)} · ${length}`;
        return (
          <ListenButton
            key={`${language}/${prompt.version}`}
            label={`${p("listen", { language: prompt.name })}, ${shown}`}
            source={() => Promise.resolve(soundOf(prompt.id, language, prompt.version))}
          >
            {shown}
          </ListenButton>
        );
      })}
    </span>
  );
}
