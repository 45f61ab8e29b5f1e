import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Article } from "@/components/articles/articles";
import { useRun } from "@/components/failures";
import { dateTime } from "@/components/format";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { ArticleTexts } from "./ArticleTexts";
import { bringBack, useChanged, useRevisions } from "./article-api";
import classes from "./Knowledge.module.css";

/** What was published before; each can be read and brought back. */
export function History({ article }: { article: Article }) {
  const { i18n } = useTranslation();
  const k = useKnowledgeWords();
  const run = useRun();
  const changed = useChanged();
  const { data: rows } = useRevisions(article.id);
  const [shown, show] = useState(0);
  const [back, setBack] = useState(0);
  if (!rows || rows.length === 0) return null;
  const may = article.acts.includes("edit");
  return (
    <section className={classes.section} aria-label={k("history")}>
      <h2 className="section-title">{k("history")}</h2>
      {back > 0 && (
        <p className={classes.said} role="status">
          {k("broughtBack", { number: back })}
        </p>
      )}
      <ul className={classes.history}>
        {rows.map((row) => (
          <li key={row.revision} className={classes.entry} data-testid="article-revision">
            <div className={classes.line}>
              <span>{k("revision", { number: row.revision })}</span>
              <span className="dim">
                {k("publishedBy", {
                  when: dateTime(row.published_at, i18n.language),
                  publisher: row.publisher_name,
                  writer: row.writer_name,
                })}
              </span>
              <Button
                size="compact-sm"
                variant="subtle"
                aria-expanded={shown === row.revision}
                onClick={() => show(shown === row.revision ? 0 : row.revision)}
              >
                {k(shown === row.revision ? "hide" : "show")}
              </Button>
              {may && row.revision !== article.revision && (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() =>
                    void run(async () => {
                      await bringBack(article, row);
                      setBack(row.revision);
                      await changed();
                    })
                  }
                >
                  {k("bringBack")}
                </Button>
              )}
            </div>
            {shown === row.revision && <ArticleTexts content={row.content} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
