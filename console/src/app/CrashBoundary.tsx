import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AlertIcon } from "@/components/icons";
import { Notice } from "@/components/Notice";

/** Keeps a fault in one page from leaving a blank screen. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const { t } = useTranslation();
  return (
    <main role="alert">
      <Notice icon={<AlertIcon />} title={t("app.crashed")} hint={t("app.crashedHint")}>
        <Button onClick={() => location.reload()}>{t("app.reload")}</Button>
      </Notice>
    </main>
  );
}
