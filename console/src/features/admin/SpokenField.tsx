import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Admin.module.css";

type Texts = Record<string, string>;

interface TextsProps {
  label: string;
  value: Texts;
  set: (value: Texts) => void;
  readOnly?: boolean;
  fault?: (language: string) => string | undefined;
}

/** A text that callers hear, in each language; an empty one is left out. */
export function SpokenField(props: TextsProps) {
  return <Texts {...props} long />;
}

/** A short label in each language. */
export function LabelsField(props: TextsProps) {
  return <Texts {...props} />;
}

function Texts({ label, value, set, readOnly, fault, long }: TextsProps & { long?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes.pair}>
      {(["zh-CN", "en"] as const).map((language) => {
        const props = {
          label: `${label} · ${t(`language.${language}`)}`,
          value: value[language] ?? "",
          lang: language,
          readOnly,
          error: fault?.(language),
          "data-testid": `text-${language}`,
        };
        const write = (text: string) => {
          const { [language]: _, ...others } = value;
          set(text === "" ? others : { ...others, [language]: text });
        };
        return long ? (
          <Textarea
            key={language}
            {...props}
            maxLength={1000}
            autosize
            minRows={2}
            onChange={(event) => write(event.currentTarget.value)}
          />
        ) : (
          <TextInput key={language} {...props} maxLength={80} onChange={(event) => write(event.currentTarget.value)} />
        );
      })}
    </div>
  );
}
