import { Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { api, asRefusal, type Schemas } from "@/api/client";
import { Failure, Loading } from "@/components/Notice";
import { languages, savePrompt } from "@/components/prompt-library";
import { useRefusalWords, useWords } from "@/components/prompt-words";
import classes from "./Prompts.module.css";
import { useMayChange, useRefresh } from "./prompts-api";
import styles from "./WordsPage.module.css";

type Words = Schemas["WordsItem"];

/** Which words of read-outs are recorded, by language and by what is read; a missing one is made by a click. */
export function WordsPage() {
  const p = useWords();
  const { t } = useTranslation();
  const text = useRefusalWords();
  const [fault, setFault] = useState("");
  const asked = api.useQuery("get", "/api/v1/prompt-words", {}, { staleTime: 0 });
  const again = asked.refetch;
  const { data, error, isPending } = asked;
  useEffect(() => {
    document.title = `${p("readOuts")} · ${t("app.name")}`;
  }, [p, t]);
  if (error) return <Failure error={error} retry={() => void again()} />;
  if (isPending) return <Loading />;
  return (
    <>
      <Title order={1} size="h3">
        {p("readOuts")}
      </Title>
      <p className={classes.lead}>{p("readOutsLead")}</p>
      <div role="alert">{fault && <div className={classes.bad}>{fault}</div>}</div>
      {languages.map((language) => (
        <section key={language} className={classes.panel} aria-labelledby={`words-${language}`}>
          <h2 id={`words-${language}`}>{t(`language.${language}`)}</h2>
          {data
            .filter((one) => one.language === language)
            .map((one) => (
              <WordsOf key={one.form} found={one} failed={(error) => setFault(text(asRefusal(error)))} />
            ))}
        </section>
      ))}
    </>
  );
}

function WordsOf({ found, failed }: { found: Words; failed: (error: unknown) => void }) {
  const p = useWords();
  const mayChange = useMayChange();
  const go = useNavigate();
  const refresh = useRefresh();
  const recorded = found.words.filter(({ content }) => content === "sound").length;
  const missing = found.words.filter(({ content }) => content !== "sound");
  const make = async (id: string, spoken: string) => {
    try {
      await savePrompt(id, { name: spoken, version: 0, texts: {} });
      await refresh();
    } catch (error) {
      // one that is there in the other language alone is opened
      if (asRefusal(error).code !== "prompt_changed") return failed(error);
    }
    await go(`/prompts/library/${id}`);
  };
  return (
    <details className={styles.form} data-testid="words" data-language={found.language} data-form={found.form}>
      <summary>
        <span className={styles.mark} aria-hidden />
        <span className={styles.what}>{p(`form.${found.form}`)}</span>
        <span className={missing.length === 0 ? styles.whole : styles.partly}>
          {missing.length === 0 ? p("ownVoice") : p("engineVoice")}
        </span>
        <span className="dim tabular">{p("recordedOf", { count: recorded, total: found.words.length })}</span>
      </summary>
      {missing.length > 0 && (
        <>
          <p className={styles.hint}>{p("missingWords")}</p>
          <ul className={styles.words}>
            {missing.map(({ prompt_id, spoken, content }) => (
              <li key={prompt_id} lang={found.language}>
                {content === "text" ? (
                  <Link to={`/prompts/library/${prompt_id}`} title={p("textOnly")}>
                    {spoken}
                  </Link>
                ) : mayChange ? (
                  <button type="button" title={prompt_id} onClick={() => void make(prompt_id, spoken)}>
                    {spoken}
                  </button>
                ) : (
                  <span title={prompt_id}>{spoken}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}
