/** One place where a refused command is told, so that no click fails silently. */

import { CloseButton } from "@mantine/core";
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal, type Refusal } from "@/api/client";
import classes from "./failures.module.css";
import { AlertIcon } from "./icons";
import { useProblemText } from "./labels";

type Run = (command: () => Promise<void>) => Promise<boolean>;

const FailureContext = createContext<Run>(async () => false);

export function FailureProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const run = useCallback<Run>(async (command) => {
    try {
      await command();
      setRefusal(null);
      return true;
    } catch (error) {
      setRefusal(asRefusal(error));
      return false;
    }
  }, []);
  useEffect(() => {
    if (refusal === null) return;
    const timer = setTimeout(() => setRefusal(null), 8_000);
    return () => clearTimeout(timer);
  }, [refusal]);
  return (
    <FailureContext value={run}>
      {children}
      <div role="alert" className={classes.place}>
        {refusal !== null && (
          <div className={classes.failure}>
            <AlertIcon size={18} aria-hidden />
            <span>{text(refusal)}</span>
            <CloseButton size="sm" aria-label={t("app.close")} onClick={() => setRefusal(null)} />
          </div>
        )}
      </div>
    </FailureContext>
  );
}

/** Runs a command; true if it went well, else the refusal is shown. */
export function useRun(): Run {
  return use(FailureContext);
}
