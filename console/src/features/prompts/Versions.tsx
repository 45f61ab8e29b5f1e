import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal } from "@/api/client";
import { ListenButton } from "@/components/ListenButton";
import { Failure, Loading } from "@/components/Notice";
import { languages, type PromptDetail, soundOf } from "@/components/prompt-library";
import { useRefusalWords, useWords } from "@/components/prompt-words";
import classes from "./Prompts.module.css";
import { restoreVersion, useRefresh, useVersions } from "./prompts-api";

/** Every version, to be heard and brought back. */
export function Versions({ prompt, mayChange }: { prompt: PromptDetail; mayChange: boolean }) {
  const p = useWords();
  const { t, i18n } = useTranslation();
  const text = useRefusalWords();
  const refresh = useRefresh();
  const { data, error, refetch } = useVersions(prompt.id);
  const [fault, setFault] = useState("");
  const restore = async (version: number) => {
    try {
      await restoreVersion(prompt.id, version);
      setFault("");
      await refresh();
    } catch (refused) {
      setFault(text(asRefusal(refused)));
    }
  };
  return (
    <section className={classes.panel} aria-labelledby="versions">
      <h2 id="versions">{p("versions")}</h2>
      <div role="alert">{fault && <div className={classes.bad}>{fault}</div>}</div>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading />
      ) : (
        <ul className={classes.plain} data-testid="prompt-versions">
          {data.map((one) => (
            <li key={one.version}>
              <span>
                {p("version", { version: one.version })}
                {one.version === prompt.version && ` · ${p("now")}`}
                <span className={classes.sub}>
                  {p("changedBy", { when: new Date(one.saved_at).toLocaleString(i18n.language), who: one.saved_by })}
                  {one.restored !== null && ` · ${p("restored", { version: one.restored })}`}
                </span>
              </span>
              {languages
                .filter((language) => one.contents[language])
                .map((language) => (
                  <ListenButton
                    key={language}
                    label={p("listen", {
                      language: `${p("version", { version: one.version })}, ${t(`language.${language}`)}`,
                    })}
                    source={() => Promise.resolve(soundOf(prompt.id, language, one.version))}
                  >
                    {t(`language.${language}`)}
                  </ListenButton>
                ))}
              {mayChange && one.version !== prompt.version && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={`${p("restore")} · ${p("version", { version: one.version })}`}
                  onClick={() => void restore(one.version)}
                >
                  {p("restore")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
