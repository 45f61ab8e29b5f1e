import { Button, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { asRefusal } from "@/api/client";
import { type Article, articleLanguages } from "@/components/articles/articles";
import { useRun } from "@/components/failures";
import { BackIcon } from "@/components/icons";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { Failure, Loading } from "@/components/Notice";
import { ArticleTexts } from "./ArticleTexts";
import { doTo, useArticle, useChanged, write } from "./article-api";
import { contentOf, draftOf, isComplete, useKept } from "./editing";
import classes from "./Knowledge.module.css";
import { LanguageFields } from "./LanguageFields";
import { useLeads } from "./leads";
import { QueueChoice } from "./QueueChoice";

/** Writing an article, a new one or one that is there. */
export function ArticleEditorPage() {
  const k = useKnowledgeWords();
  const { id } = useParams();
  const [params] = useSearchParams();
  const { data, error, refetch } = useArticle(id ?? "", id !== undefined);
  if (id === undefined)
    return <Editor key="new" title={k("editor.new")} start={draftOf(null, params.get("title") ?? "")} />;
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Editor key={id} title={k("editor.title")} article={data} start={draftOf(data.draft ?? data.published)} />;
}

interface EditorProps {
  title: string;
  article?: Article;
  start: ReturnType<typeof draftOf>;
}

function Editor({ title, article, start }: EditorProps) {
  const { t } = useTranslation();
  const k = useKnowledgeWords();
  const run = useRun();
  const go = useNavigate();
  const changed = useChanged();
  const leads = useLeads();
  const place = article?.id ?? "new";
  const {
    kept,
    dirty,
    recovered,
    write: type,
    restart,
    rebase,
  } = useKept(place, {
    version: article?.version ?? 0,
    value: start,
  });
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState(false);
  const theirs = useArticle(place, conflict).data;
  const { value } = kept;
  const complete = isComplete(value);
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);

  const save = async (then?: "submit" | "publish") => {
    setBusy(true);
    await run(async () => {
      try {
        const same = article && !dirty && article.version === kept.version && article.state !== "published";
        const saved = same ? article : await write(article?.id, kept.version, contentOf(value));
        restart({ version: saved.version, value: draftOf(saved.draft) });
        if (then) await doTo(saved, then);
        await changed();
        if (then) await go(`/knowledge/articles/${saved.id}`);
        else if (!article) await go(`/knowledge/articles/${saved.id}/edit`, { replace: true });
      } catch (error) {
        if (asRefusal(error).code === "article_changed") {
          await changed();
          setConflict(true);
        }
        throw error;
      }
    });
    setBusy(false);
  };

  return (
    <>
      <Link to={article ? `/knowledge/articles/${article.id}` : "/knowledge"} className={`plain-link ${classes.back}`}>
        <BackIcon size={15} aria-hidden />
        {k("back")}
      </Link>
      <Title order={1} size="h3">
        {title}
      </Title>
      {recovered && dirty && !conflict && (
        <div className={classes.facts}>
          <span>{k("editor.recovered")}</span>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => restart({ version: article?.version ?? 0, value: start })}
          >
            {k("editor.throwAway")}
          </Button>
        </div>
      )}
      {conflict && theirs && theirs.version !== kept.version && (
        <section className={classes.section} role="alert" data-testid="article-conflict">
          <h2 className="section-title">{k("editor.conflict")}</h2>
          <p>{k("editor.conflictHint")}</p>
          <h3 className="section-title">{k("editor.theirs")}</h3>
          {(theirs.draft ?? theirs.published) && (
            <ArticleTexts content={theirs.draft ?? theirs.published ?? { texts: {}, queues: [] }} />
          )}
          <div className={classes.acts}>
            <Button
              variant="default"
              onClick={() => rebase({ version: theirs.version, value: draftOf(theirs.draft ?? theirs.published) })}
            >
              {k("editor.keepMine")}
            </Button>
            <Button
              variant="default"
              onClick={() => restart({ version: theirs.version, value: draftOf(theirs.draft ?? theirs.published) })}
            >
              {k("editor.takeTheirs")}
            </Button>
          </div>
        </section>
      )}
      <div className={classes.both}>
        {articleLanguages.map((language) => (
          <LanguageFields
            key={language}
            language={language}
            text={value.texts[language]}
            write={(text) => type({ ...value, texts: { ...value.texts, [language]: text } })}
          />
        ))}
      </div>
      <QueueChoice chosen={value.queues} choose={(queues) => type({ ...value, queues })} />
      <div className={classes.footer}>
        <span className="dim" role="status">
          {!complete && articleLanguages.every((language) => !value.texts[language].title.trim())
            ? k("editor.needsOne")
            : k(dirty ? "editor.unsaved" : "editor.saved")}
        </span>
        <Button variant="default" disabled={!dirty || busy} onClick={() => void save()} data-testid="article-save">
          {k("editor.save")}
        </Button>
        {leads ? (
          <Button disabled={!complete || busy} onClick={() => void save("publish")} data-testid="article-save-publish">
            {k("acts.publish")}
          </Button>
        ) : (
          <Button disabled={!complete || busy} onClick={() => void save("submit")} data-testid="article-save-submit">
            {k("acts.submit")}
          </Button>
        )}
      </div>
    </>
  );
}
