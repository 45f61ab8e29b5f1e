import { useState } from "react";
import { api } from "@/api/client";
import { ArticleBody } from "@/components/articles/ArticleBody";
import { ArticleFeedback } from "@/components/articles/ArticleFeedback";
import { type ArticleLanguage, languagesOf } from "@/components/articles/articles";
import { LanguageSwitch } from "@/components/articles/LanguageSwitch";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { Failure, Loading } from "@/components/Notice";
import { SidePanel } from "@/components/SidePanel";
import classes from "./Articles.module.css";

interface ArticlePanelProps {
  id: string;
  first: ArticleLanguage;
  callId: string;
  close: () => void;
}

/** One article beside the call. */
export function ArticlePanel({ id, first, callId, close }: ArticlePanelProps) {
  const k = useKnowledgeWords();
  const [chosen, choose] = useState(first);
  const { data, error, refetch } = api.useQuery("get", "/api/v1/articles/{article_id}", {
    params: { path: { article_id: id } },
  });
  const content = data?.published ?? data?.draft;
  const languages = content ? languagesOf(content) : [];
  const language = languages.includes(chosen) ? chosen : (languages[0] ?? first);
  const text = content?.texts[language];
  return (
    <SidePanel title={text?.title ?? k("desk.panel")} close={close} testId="article-panel">
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : text ? (
        <>
          {languages.length > 1 && (
            <div className={classes.tools}>
              <LanguageSwitch languages={languages} chosen={language} choose={choose} />
            </div>
          )}
          <div lang={language}>
            <ArticleBody body={text.body ?? ""} />
          </div>
          <ArticleFeedback id={id} callId={callId} />
        </>
      ) : (
        <Loading />
      )}
    </SidePanel>
  );
}
