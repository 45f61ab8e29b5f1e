import { Button, Group, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { asRefusal, type Refusal } from "@/api/client";
import { useFlowWords } from "@/components/flows/words";
import { useProblemText } from "@/components/labels";
import { Dialog } from "./Dialog";
import classes from "./Form.module.css";

interface ConfirmProps {
  title: string;
  text: string;
  confirm: string;
  close: () => void;
  act: (reason: string) => Promise<void>;
  /** Ask for a reason under this label. */
  reason?: string;
  disabled?: boolean;
  children?: ReactNode;
}

/** Asks before something is given up or put before callers; says why when it did not happen. */
export function ConfirmDialog({ title, text, confirm, close, act, reason, disabled, children }: ConfirmProps) {
  const f = useFlowWords();
  const problem = useProblemText();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [why, setWhy] = useState("");
  const run = async () => {
    setBusy(true);
    try {
      await act(why.trim());
      close();
    } catch (error) {
      setRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} close={close}>
      <div className={classes.form}>
        <p className={classes.text}>{text}</p>
        {children}
        {reason && (
          <Textarea
            label={reason}
            value={why}
            onChange={(event) => setWhy(event.currentTarget.value)}
            maxLength={500}
            autosize
            minRows={2}
            data-autofocus
            data-testid="reason"
          />
        )}
        {refusal && (
          <p className={classes.error} role="alert">
            {problem(refusal)}
          </p>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {f("create.cancel")}
          </Button>
          <Button
            onClick={() => void run()}
            loading={busy}
            disabled={disabled || (reason !== undefined && why.trim() === "")}
            data-testid="confirm"
          >
            {confirm}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}
