import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface DialogProps {
  title: string;
  close: () => void;
  size?: "md" | "lg";
  children: ReactNode;
}

/** What the flow pages ask in front of the page. */
export function Dialog({ title, close, size = "md", children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={close} size={size} title={title} closeButtonProps={{ "aria-label": t("app.close") }}>
      {children}
    </Modal>
  );
}
