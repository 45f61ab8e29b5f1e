import { ActionIcon, Group } from "@mantine/core";
import { useWords } from "@/components/admin-words";
import { useRun } from "@/components/failures";
import { DownIcon, UpIcon } from "@/components/icons";
import { editThings, useRefresh } from "./admin-api";
import { useSaved } from "./saved";

/** Moves an entry of a list that agents pick from up or down. */
export function OrderButtons({ kind, codes, at }: { kind: "reasons" | "dispositions"; codes: string[]; at: number }) {
  const a = useWords();
  const run = useRun();
  const refresh = useRefresh();
  const tell = useSaved();
  const code = codes[at] ?? "";
  const move = (by: number) =>
    void run(async () => {
      const order = codes.filter((_, place) => place !== at);
      order.splice(at + by, 0, code);
      const made = await editThings(kind, { [code]: "" }, { order });
      tell(made?.change ?? 0, a("saved"));
      await refresh();
    });
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        disabled={at === 0}
        aria-label={a("moveUp", { name: code })}
        onClick={() => move(-1)}
      >
        <UpIcon size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        disabled={at === codes.length - 1}
        aria-label={a("moveDown", { name: code })}
        onClick={() => move(1)}
      >
        <DownIcon size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
