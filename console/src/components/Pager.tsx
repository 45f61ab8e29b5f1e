import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { NextIcon, PreviousIcon } from "./icons";
import classes from "./Pager.module.css";

interface PagerProps {
  /** Where each page that was turned to begins, the first of them empty. */
  cursors: string[];
  /** Where the next page begins; empty at the end. */
  next: string;
  /** A page is on its way. */
  waiting: boolean;
  turn: (cursors: string[]) => void;
}

/** Turns pages that know only where the next one begins. */
export function Pager({ cursors, next, waiting, turn }: PagerProps) {
  const { t } = useTranslation();
  if (cursors.length === 1 && next === "") return null;
  const page = t("interactions.page", { page: cursors.length });
  return (
    <nav className={classes.pager} aria-label={page}>
      <Button
        variant="default"
        disabled={cursors.length === 1}
        leftSection={<PreviousIcon size={16} aria-hidden />}
        onClick={() => turn(cursors.slice(0, -1))}
      >
        {t("interactions.previous")}
      </Button>
      <span className="dim tabular">{page}</span>
      <Button
        variant="default"
        disabled={next === "" || waiting}
        rightSection={<NextIcon size={16} aria-hidden />}
        onClick={() => turn([...cursors, next])}
      >
        {t("interactions.next")}
      </Button>
    </nav>
  );
}
