/** Says that something was saved, and takes it back on request. */

import { UnstyledButton } from "@mantine/core";
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from "react";
import { useWords } from "@/components/admin-words";
import { useRun } from "@/components/failures";
import classes from "./Admin.module.css";
import { restore, useRefresh } from "./admin-api";
import { useMayChange } from "./role";

type Tell = (change: number, text: string) => void;

const SavedContext = createContext<Tell>(() => undefined);

export function SavedProvider({ children }: { children: ReactNode }) {
  const a = useWords();
  const run = useRun();
  const refresh = useRefresh();
  const mayUndo = useMayChange();
  const [said, setSaid] = useState<{ change: number; text: string } | null>(null);
  const tell = useCallback<Tell>((change, text) => setSaid({ change, text }), []);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 12_000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <SavedContext value={tell}>
      {children}
      <div role="status" className={classes.saved}>
        {said !== null && (
          <div className={classes.savedNote} data-testid="saved">
            {said.text}
            {said.change > 0 && mayUndo && (
              <UnstyledButton
                onClick={() =>
                  void run(async () => {
                    await restore(said.change);
                    await refresh();
                    setSaid({ change: 0, text: a("undone") });
                  })
                }
              >
                {a("undo")}
              </UnstyledButton>
            )}
          </div>
        )}
      </div>
    </SavedContext>
  );
}

/** Call with the audit entry of the change, and what to say. */
export function useSaved(): Tell {
  return use(SavedContext);
}
