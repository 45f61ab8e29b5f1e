import { SegmentedControl } from "@mantine/core";
import { useKnowledgeWords } from "@/components/knowledge-words";
import type { ArticleLanguage } from "./articles";

interface LanguageSwitchProps {
  languages: readonly ArticleLanguage[];
  chosen: ArticleLanguage;
  choose: (language: ArticleLanguage) => void;
}

/** Which language of an article to read; nothing to choose where there is one. */
export function LanguageSwitch({ languages, chosen, choose }: LanguageSwitchProps) {
  const k = useKnowledgeWords();
  if (languages.length < 2) return null;
  return (
    <SegmentedControl
      size="xs"
      aria-label={k("otherLanguage")}
      value={chosen}
      onChange={(value) => choose(value as ArticleLanguage)}
      data={[...languages].sort().map((value) => ({ value, label: k(`languages.${value}`) }))}
      data-testid="article-language"
    />
  );
}
