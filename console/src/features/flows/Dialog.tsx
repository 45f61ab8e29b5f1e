import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Form.module.css";

interface DialogProps {
  title: string;
  close: () => void;
  size?: "md" | "lg";
  children: ReactNode;
}

/** A dialog whose head is no landmark of the page: the library's own would be a second banner. */
export function Dialog({ title, close, size = "md", children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal.Root opened onClose={close} size={size} lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes.dialogHead}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t("app.close")} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
