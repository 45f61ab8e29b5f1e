import { CloseButton } from "@mantine/core";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./SidePanel.module.css";

interface SidePanelProps {
  title: string;
  close: () => void;
  children: ReactNode;
  testId?: string;
}

/** Stands beside the work and never hides the call: nothing is locked, Escape closes it and the focus goes back to where it was. */
export function SidePanel({ title, close, children, testId }: SidePanelProps) {
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    const inside = panel.current;
    const first = inside?.querySelector<HTMLElement>("[data-autofocus]") ?? inside;
    first?.focus();
    return () => {
      const lost = document.activeElement === document.body || inside?.contains(document.activeElement);
      if (lost && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <section
      ref={panel}
      className={classes.panel}
      aria-labelledby={heading}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.nativeEvent.isComposing || event.defaultPrevented) return;
        event.stopPropagation();
        close();
      }}
      data-testid={testId}
    >
      <header className={classes.header}>
        <h2 id={heading} className={classes.title}>
          {title}
        </h2>
        <CloseButton aria-label={t("app.close")} onClick={close} />
      </header>
      <div className={classes.body}>{children}</div>
    </section>
  );
}
