import { Tooltip, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";
import { http } from "@/api/client";
import { Brand } from "@/components/Brand";
import { useRun } from "@/components/failures";
import { KeyboardIcon, SearchIcon } from "@/components/icons";
import { LanguageMenu } from "@/components/LanguageMenu";
import { useShortcut } from "@/components/shortcuts";
import { useCalls } from "@/live/live";
import { speak } from "../i18n";
import type { Person } from "../session";
import { PasswordPanel } from "./PasswordPanel";
import { PhoneHealth } from "./PhoneHealth";
import { LinkHealth, QueuesWaiting } from "./QueuesWaiting";
import classes from "./Shell.module.css";
import { ShortcutsHelp } from "./ShortcutsHelp";
import { StatePicker } from "./StatePicker";
import { UserMenu } from "./UserMenu";

/** `dial` opens the dialer; null for those who take no calls. */
export function TopBar({ me, dial }: { me: Person; dial: (() => void) | null }) {
  const { t } = useTranslation();
  const run = useRun();
  const [helpOpen, help] = useDisclosure();
  const [passwordOpen, password] = useDisclosure();
  useShortcut("help", help.toggle);
  const inHand = useCalls().length > 0;
  const closePassword = password.close;
  // A call needs the place where the caller's profile stands.
  useEffect(() => {
    if (inHand) closePassword();
  }, [inHand, closePassword]);
  const isAgent = me.agent_number !== "";
  return (
    <header className={classes.bar}>
      <Link to="/" className={classes.brand}>
        <Brand />
        <span>{t("app.name")}</span>
      </Link>
      {isAgent && <StatePicker />}
      <nav className={classes.nav} aria-label={t("nav.label")}>
        {isAgent && (
          <NavLink to="/" end>
            {t("nav.desk")}
          </NavLink>
        )}
        {isAgent && <NavLink to="/day">{t("nav.day")}</NavLink>}
        <NavLink to="/interactions">{t("nav.interactions")}</NavLink>
        <NavLink to="/board">{t("nav.board")}</NavLink>
        {me.role !== "agent" && <NavLink to="/flows">{t("nav.flows")}</NavLink>}
        {me.role !== "agent" && <NavLink to="/prompts">{t("nav.prompts")}</NavLink>}
        {me.role !== "agent" && <NavLink to="/admin">{t("nav.admin")}</NavLink>}
      </nav>
      <div className={classes.spacer} />
      {dial && (
        <UnstyledButton className={`${classes.tool} ${classes.search}`} onClick={dial} data-testid="open-dialer">
          <SearchIcon size={17} aria-hidden />
          <span className={classes.wide}>{t("dialer.open")}</span>
        </UnstyledButton>
      )}
      <QueuesWaiting />
      {isAgent && <PhoneHealth />}
      <LinkHealth />
      <Tooltip label={t("shortcuts.open")}>
        <UnstyledButton
          className={`${classes.tool} ${classes.narrowHide}`}
          onClick={help.toggle}
          aria-expanded={helpOpen}
          aria-label={t("shortcuts.open")}
        >
          <KeyboardIcon size={18} aria-hidden />
        </UnstyledButton>
      </Tooltip>
      <div className={classes.person}>
        <LanguageMenu
          choose={(language) => {
            speak(language);
            void run(async () => {
              await http.PUT("/api/v1/session/language", { body: { language } });
            });
          }}
        />
        <UserMenu me={me} changePassword={password.open} />
      </div>
      {passwordOpen && <PasswordPanel me={me} close={password.close} />}
      {helpOpen && <ShortcutsHelp close={help.close} />}
    </header>
  );
}
