import { Button, CloseButton, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal } from "@/api/client";
import { ListenButton } from "@/components/ListenButton";
import { Loading, Notice } from "@/components/Notice";
import { type Language, languages } from "@/components/prompt-library";
import { useRefusalWords, useWords } from "@/components/prompt-words";
import classes from "./Prompts.module.css";
import { forgetWord, pronounce, spoken, useMayChange, usePronunciations, useRefresh } from "./prompts-api";

/** How words are spoken, by language. */
export function Dictionary() {
  const p = useWords();
  const { t, i18n } = useTranslation();
  const text = useRefusalWords();
  const refresh = useRefresh();
  const mayChange = useMayChange();
  const [language, setLanguage] = useState<Language>(i18n.language === "en" ? "en" : "zh-CN");
  const { data } = usePronunciations(language);
  const [word, setWord] = useState("");
  const [form, setForm] = useState("");
  const [fault, setFault] = useState("");
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
      setFault("");
      await refresh();
    } catch (error) {
      setFault(text(asRefusal(error)));
    }
  };
  const add = () =>
    attempt(async () => {
      await pronounce({ language, word: word.trim(), spoken: form.trim() });
      setWord("");
      setForm("");
    });
  return (
    <section className={classes.panel} aria-labelledby="dictionary">
      <h2 id="dictionary">{p("dictionary")}</h2>
      <p className={classes.lead}>{p("dictionaryLead")}</p>
      <div>
        <SegmentedControl
          aria-label={p("language")}
          value={language}
          onChange={(value) => setLanguage(value as Language)}
          data={languages.map((code) => ({ value: code, label: t(`language.${code}`) }))}
        />
      </div>
      {mayChange && (
        <form
          className={classes.words}
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <TextInput
            label={p("word")}
            lang={language}
            value={word}
            maxLength={80}
            onChange={(event) => setWord(event.currentTarget.value)}
            data-testid="word"
          />
          <TextInput
            label={p("spoken")}
            lang={language}
            value={form}
            maxLength={200}
            onChange={(event) => setForm(event.currentTarget.value)}
            data-testid="spoken"
          />
          <Button type="submit" disabled={word.trim() === "" || form.trim() === ""} data-testid="add-word">
            {p("addWord")}
          </Button>
        </form>
      )}
      <div role="alert">{fault && <div className={classes.bad}>{fault}</div>}</div>
      {data === undefined ? (
        <Loading />
      ) : data.length === 0 ? (
        <Notice title={p("noWords")} hint={p("noWordsHint")} />
      ) : (
        <ul className={classes.plain} data-testid="words">
          {data.map((one) => (
            <li key={one.word}>
              <span>
                <strong lang={language}>{one.word}</strong> <span lang={language}>{one.spoken}</span>
              </span>
              <ListenButton label={`${p("preview")} · ${one.word}`} source={() => spoken(one.word, language)}>
                {p("preview")}
              </ListenButton>
              {mayChange && (
                <CloseButton
                  aria-label={p("removeWord", { word: one.word })}
                  onClick={() => void attempt(() => forgetWord(language, one.word))}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
