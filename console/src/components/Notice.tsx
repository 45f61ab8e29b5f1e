import { Button, Loader, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal } from "@/api/client";
import { AlertIcon } from "./icons";
import { useProblemText } from "./labels";
import classes from "./Notice.module.css";

interface NoticeProps {
  icon?: ReactNode;
  title: string;
  hint?: string;
  children?: ReactNode;
}

/** Says calmly that there is nothing here, and what to do next. */
export function Notice({ icon, title, hint, children }: NoticeProps) {
  return (
    <div className={classes.notice}>
      {icon && <div className={classes.icon}>{icon}</div>}
      <Text fw={600} size="md">
        {title}
      </Text>
      {hint && (
        <Text c="dimmed" size="sm">
          {hint}
        </Text>
      )}
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const text = useProblemText();
  return (
    <div role="alert">
      <Notice icon={<AlertIcon />} title={t("error.title")} hint={text(asRefusal(error))}>
        {retry && (
          <Button variant="default" onClick={retry}>
            {t("app.retry")}
          </Button>
        )}
      </Notice>
    </div>
  );
}

export function Loading() {
  const { t } = useTranslation();
  return (
    <div className={classes.notice} role="status" aria-label={t("app.loading")}>
      <Loader size="sm" type="dots" />
    </div>
  );
}
