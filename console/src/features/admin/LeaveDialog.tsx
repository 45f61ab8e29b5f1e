import { Button, Group, Modal } from "@mantine/core";
import { useWords } from "@/components/admin-words";

/** Asks before what was typed is thrown away. */
export function LeaveDialog({ stay, leave }: { stay: () => void; leave: () => void }) {
  const a = useWords();
  return (
    <Modal opened onClose={stay} title={a("leave.title")} closeButtonProps={{ "aria-label": a("leave.stay") }}>
      <p>{a("leave.text")}</p>
      <Group justify="flex-end">
        <Button variant="default" onClick={leave}>
          {a("leave.leave")}
        </Button>
        <Button onClick={stay} data-autofocus>
          {a("leave.stay")}
        </Button>
      </Group>
    </Modal>
  );
}
