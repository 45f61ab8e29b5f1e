import { Popover, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchIcon } from "@/components/icons";
import { ShortcutHint } from "@/components/ShortcutHint";
import { useShortcut } from "@/components/shortcuts";
import type { Person } from "../session";
import type { Place } from "./places";
import classes from "./Search.module.css";
import { SearchPanel } from "./SearchPanel";

interface SearchBoxProps {
  me: Person;
  actions: readonly Place[];
  /** A customer was chosen. */
  open: (customerId: string) => void;
}

/** One box on every page: customers, contacts, pages and actions. */
export function SearchBox({ me, actions, open }: SearchBoxProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  useShortcut("search", () => setOpened((before) => !before));
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom"
      shadow="md"
      trapFocus
      returnFocus
      width="min(480px, calc(100vw - 16px))"
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.box}
          onClick={() => setOpened((before) => !before)}
          data-testid="open-search"
        >
          <SearchIcon size={17} aria-hidden />
          <span className="visually-hidden">{t("search.open")}</span>
          <span className={classes.words} aria-hidden>
            {t("search.box")}
          </span>
          <span className={classes.keys} aria-hidden>
            <ShortcutHint name="search" />
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("search.open")} p="xs">
        <SearchPanel me={me} actions={actions} open={open} close={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
