import { Button, TextInput, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { asRefusal } from "@/api/client";
import { ArticleFeedback } from "@/components/articles/ArticleFeedback";
import { type Article, type ArticleLanguage, languagesOf } from "@/components/articles/articles";
import { useRun } from "@/components/failures";
import { dateTime } from "@/components/format";
import { ArticleIcon, BackIcon } from "@/components/icons";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { Failure, Loading, Notice } from "@/components/Notice";
import { useQueueName } from "@/live/live";
import { ArticleTexts } from "./ArticleTexts";
import { type Act, doTo, useArticle, useChanged } from "./article-api";
import { History } from "./History";
import classes from "./Knowledge.module.css";
import { useLeads } from "./leads";
import { Opinions } from "./Opinions";
import { StateTag } from "./StateTag";

const acts: readonly Act[] = ["submit", "send_back", "publish", "discard", "archive", "reopen"];

/** One article: what is published, its draft, what may be done with it, and what became of it. */
export function ArticleReadPage() {
  const { t, i18n } = useTranslation();
  const k = useKnowledgeWords();
  const { id = "" } = useParams();
  const [params] = useSearchParams();
  const { data, error, refetch } = useArticle(id);
  const first = (params.get("language") ?? i18n.language) as ArticleLanguage;
  const content = data?.published ?? data?.draft;
  const named = content ? languagesOf(content, first)[0] : undefined;
  const title = (named && content?.texts[named]?.title) || k("untitled");
  useEffect(() => {
    document.title = `${data ? title : k("title")} · ${t("app.name")}`;
  }, [data, title, k, t]);
  const gone = error && asRefusal(error).code === "article_not_found";
  return (
    <>
      <Link to="/knowledge" className={`plain-link ${classes.back}`}>
        <BackIcon size={15} aria-hidden />
        {k("back")}
      </Link>
      {gone ? (
        <Notice icon={<ArticleIcon aria-hidden />} title={k("gone")} />
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Shown key={data.id} article={data} title={title} first={first} />
      ) : (
        <Loading />
      )}
    </>
  );
}

function Shown({ article, title, first }: { article: Article; title: string; first: ArticleLanguage }) {
  const { i18n } = useTranslation();
  const k = useKnowledgeWords();
  const queueName = useQueueName();
  const leads = useLeads();
  const { published, draft, state, revision } = article;
  const [asDraft, showDraft] = useState(false);
  const differs = published !== null && draft !== null && state !== "published";
  const content = (asDraft && differs ? draft : null) ?? published ?? draft;
  const queues = content?.queues ?? [];
  return (
    <>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {title}
        </Title>
        <span />
        <StateTag state={state} />
      </div>
      <div className={classes.facts}>
        <span>{queues.map(queueName).join(", ") || k("allQueues")}</span>
        {revision > 0 && <span>{k("revision", { number: revision })}</span>}
        <span>{k("changed", { when: dateTime(article.changed_at, i18n.language) })}</span>
        {(article.editor_name || article.author_name) && <span>{article.editor_name || article.author_name}</span>}
        {leads && revision > 0 && (
          <span>{k("feedback.counts", { useful: article.useful, notUseful: article.not_useful })}</span>
        )}
      </div>
      {article.remark !== "" && <p className={classes.told}>{k("remark", { remark: article.remark })}</p>}
      {published === null && state !== "archived" && <p className="dim">{k("notPublished")}</p>}
      {differs && (
        <div className={classes.facts}>
          <span>{k("draftBeside")}</span>
          <Button size="compact-sm" variant="default" onClick={() => showDraft(!asDraft)} data-testid="article-draft">
            {k(asDraft ? "showPublished" : "showDraft")}
          </Button>
        </div>
      )}
      <Acts article={article} />
      {content && <ArticleTexts content={content} first={first} />}
      {published !== null && (
        <section className={classes.section}>
          <ArticleFeedback id={article.id} />
        </section>
      )}
      {leads && revision > 0 && <Opinions id={article.id} />}
      <History article={article} />
    </>
  );
}

function Acts({ article }: { article: Article }) {
  const k = useKnowledgeWords();
  const run = useRun();
  const changed = useChanged();
  const leads = useLeads();
  const [remark, setRemark] = useState("");
  const [done, setDone] = useState<Act | null>(null);
  const [busy, setBusy] = useState(false);
  const possible = acts.filter((act) => article.acts.includes(act) && !(leads && act === "submit"));
  const act = async (wanted: Act) => {
    setBusy(true);
    const went = await run(() => doTo(article, wanted, wanted === "send_back" ? remark.trim() : ""));
    setDone(went ? wanted : null);
    if (went) setRemark("");
    await changed();
    setBusy(false);
  };
  return (
    <>
      {done && (
        <p className={classes.said} role="status">
          {k(`done.${done}`)}
        </p>
      )}
      <div className={classes.acts}>
        {article.acts.includes("edit") && (
          <Button component={Link} to={`/knowledge/articles/${article.id}/edit`} variant="default">
            {k("edit")}
          </Button>
        )}
        {possible.includes("send_back") && leads && (
          <TextInput
            aria-label={k("remarkLabel")}
            placeholder={k("remarkLabel")}
            maxLength={500}
            value={remark}
            onChange={(event) => setRemark(event.currentTarget.value)}
          />
        )}
        {possible.map((one) => (
          <Button
            key={one}
            variant={one === "publish" || one === "submit" ? "filled" : "default"}
            disabled={busy}
            onClick={() => void act(one)}
            data-testid={`article-${one}`}
          >
            {k(one === "send_back" && !leads ? "withdraw" : `acts.${one}`)}
          </Button>
        ))}
      </div>
    </>
  );
}
