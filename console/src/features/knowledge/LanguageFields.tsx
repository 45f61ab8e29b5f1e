import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { ArticleBody } from "@/components/articles/ArticleBody";
import type { ArticleLanguage } from "@/components/articles/articles";
import { CheckIcon } from "@/components/icons";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { checkOf, type TextDraft } from "./editing";
import classes from "./Knowledge.module.css";

interface LanguageFieldsProps {
  language: ArticleLanguage;
  text: TextDraft;
  write: (text: TextDraft) => void;
}

/** Title, text and keywords in one language, checked while they are typed. */
export function LanguageFields({ language, text, write }: LanguageFieldsProps) {
  const k = useKnowledgeWords();
  const [preview, setPreview] = useState(false);
  const check = checkOf(text);
  return (
    <section className={classes.section} aria-label={k(`languages.${language}`)} data-testid={`article-${language}`}>
      <div className={classes.line}>
        <h2 className="section-title">{k(`languages.${language}`)}</h2>
        <p
          className={classes.check}
          role="status"
          data-ok={check === "complete" ? true : check === "optional" ? undefined : false}
        >
          {check === "complete" && <CheckIcon size={14} aria-hidden />}
          {k(`editor.${check}`)}
        </p>
      </div>
      <TextInput
        label={k("editor.name")}
        maxLength={160}
        lang={language}
        value={text.title}
        onChange={(event) => write({ ...text, title: event.currentTarget.value })}
      />
      <Textarea
        label={k("editor.body")}
        description={k("editor.bodyHint")}
        autosize
        minRows={8}
        maxRows={24}
        maxLength={20_000}
        lang={language}
        value={text.body}
        onChange={(event) => write({ ...text, body: event.currentTarget.value })}
      />
      <TextInput
        label={k("editor.keywords")}
        description={k("editor.keywordsHint")}
        maxLength={600}
        lang={language}
        value={text.keywords}
        onChange={(event) => write({ ...text, keywords: event.currentTarget.value })}
      />
      {text.body.trim() !== "" && (
        <>
          <Button
            size="compact-sm"
            variant="subtle"
            className={classes.back}
            aria-expanded={preview}
            onClick={() => setPreview(!preview)}
          >
            {k("editor.preview")}
          </Button>
          {preview && (
            <div className={classes.preview} lang={language}>
              <ArticleBody body={text.body} />
            </div>
          )}
        </>
      )}
    </section>
  );
}
