import { useTranslation } from "react-i18next";
import { resolved } from "./catalog";
import { ExpressionField } from "./ExpressionField";
import classes from "./Form.module.css";
import { useForm } from "./form-context";
import type { SchemaInputProps } from "./SchemaField";

/** A text in each language of the flow; gaps are filled in. */
export function TextsField({ schema, label, value, set, where }: SchemaInputProps) {
  const { t } = useTranslation();
  const { languages } = useForm();
  const texts = (typeof value === "object" && value !== null ? value : {}) as Record<string, string>;
  const { additionalProperties } = resolved(schema);
  const maxLength = typeof additionalProperties === "object" ? additionalProperties.maxLength : undefined;
  const shown = [...new Set([...languages, ...Object.keys(texts)])];
  return (
    <div className={classes.rows}>
      {shown.map((language) => (
        <ExpressionField
          key={language}
          isTemplate
          label={`${label} · ${t(`language.${language as "en"}`)}`}
          value={texts[language] ?? ""}
          lang={language}
          maxLength={maxLength}
          where={`${where}.${language}`}
          set={(text, key) => {
            const { [language]: _, ...others } = texts;
            set(text === "" ? others : { ...texts, [language]: text }, key);
          }}
        />
      ))}
    </div>
  );
}
