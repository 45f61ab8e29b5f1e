import { ArticleBody } from "@/components/articles/ArticleBody";
import { type ArticleLanguage, type Content, languagesOf } from "@/components/articles/articles";
import { useKnowledgeWords } from "@/components/knowledge-words";
import classes from "./Knowledge.module.css";

/** An article's languages side by side where there is room, the preferred one first. */
export function ArticleTexts({ content, first }: { content: Content; first?: ArticleLanguage }) {
  const k = useKnowledgeWords();
  return (
    <div className={classes.both}>
      {languagesOf(content, first).map((language) => {
        const { title = "", body = "", keywords = [] } = content.texts[language] ?? {};
        return (
          <article key={language} lang={language} className={`${classes.section} ${classes.text}`}>
            <h2>{title || k("untitled")}</h2>
            <ArticleBody body={body} />
            {keywords.length > 0 && <p className="dim">{keywords.join(" · ")}</p>}
          </article>
        );
      })}
    </div>
  );
}
