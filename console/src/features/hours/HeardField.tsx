import { NativeSelect, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useHoursWords } from "@/components/hours-words";
import classes from "./Hours.module.css";
import { usePromptNames } from "./hours-api";

interface Heard {
  text: Record<string, string>;
  prompt: string;
}

/** What callers hear: a prompt of the library, else a text in each language. */
export function HeardField({
  value,
  set,
  readOnly,
}: {
  value: Heard;
  set: (value: Heard) => void;
  readOnly?: boolean;
}) {
  const h = useHoursWords();
  const { t } = useTranslation();
  const prompts = usePromptNames();
  const isKnown = value.prompt === "" || prompts.some(({ id }) => id === value.prompt);
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{h("heard")}</legend>
      <p className={classes.hint}>{h("heardHint")}</p>
      <NativeSelect
        label={h("prompt")}
        value={value.prompt}
        disabled={readOnly}
        onChange={(event) => set({ ...value, prompt: event.currentTarget.value })}
        data={[
          { value: "", label: h("noPrompt") },
          ...prompts.map(({ id, name }) => ({ value: id, label: name })),
          ...(isKnown ? [] : [{ value: value.prompt, label: value.prompt }]),
        ]}
        data-testid="heard-prompt"
      />
      {value.prompt === "" && (
        <div className={classes.pair}>
          {(["zh-CN", "en"] as const).map((language) => (
            <Textarea
              key={language}
              label={`${h("text")} · ${t(`language.${language}`)}`}
              lang={language}
              value={value.text[language] ?? ""}
              readOnly={readOnly}
              maxLength={2000}
              autosize
              minRows={2}
              onChange={(event) => {
                const { [language]: _, ...others } = value.text;
                const text = event.currentTarget.value;
                set({ ...value, text: text.trim() === "" ? others : { ...others, [language]: text } });
              }}
              data-testid={`heard-${language}`}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
