import { Checkbox, Group } from "@mantine/core";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { useQueues } from "@/live/live";
import classes from "./Knowledge.module.css";

interface QueueChoiceProps {
  chosen: readonly string[];
  choose: (queues: string[]) => void;
}

/** Which queues an article is for; those that are configured no more stay until they are taken off. */
export function QueueChoice({ chosen, choose }: QueueChoiceProps) {
  const k = useKnowledgeWords();
  const queues = useQueues();
  const gone = chosen.filter((id) => !queues.some((queue) => queue.id === id)).map((id) => ({ id, name: id }));
  return (
    <section className={classes.section}>
      <Checkbox.Group
        label={k("editor.queues")}
        description={k("editor.queuesHint")}
        value={[...chosen]}
        onChange={choose}
      >
        <Group mt="xs">
          {[...queues, ...gone].map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} />
          ))}
        </Group>
      </Checkbox.Group>
    </section>
  );
}
