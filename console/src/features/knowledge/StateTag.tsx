import type { Schemas } from "@/api/client";
import { CheckIcon, RemoveIcon, WaitIcon, WrapUpIcon } from "@/components/icons";
import { useKnowledgeWords } from "@/components/knowledge-words";
import classes from "./Knowledge.module.css";

const icons = { draft: WrapUpIcon, in_review: WaitIcon, published: CheckIcon, archived: RemoveIcon };

export function StateTag({ state }: { state: Schemas["ArticlePage"]["state"] }) {
  const k = useKnowledgeWords();
  const Icon = icons[state];
  return (
    <span className={classes.state} data-state={state} data-testid="article-state">
      <Icon size={13} aria-hidden />
      {k(`states.${state}`)}
    </span>
  );
}
