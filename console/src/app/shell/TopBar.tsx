import { Tooltip, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";
import { http } from "@/api/client";
import { Brand } from "@/components/Brand";
import { useRun } from "@/components/failures";
import { KeyboardIcon, KeypadIcon } from "@/components/icons";
import { LanguageMenu } from "@/components/LanguageMenu";
import { useShortcut, useShortcuts } from "@/components/shortcuts";
import { useCalls } from "@/live/live";
import { speak } from "../i18n";
import { type Person, useSession } from "../session";
import { CustomerPanel } from "./CustomerPanel";
import { PasswordPanel } from "./PasswordPanel";
import { PhoneHealth } from "./PhoneHealth";
import type { Place } from "./places";
import { LinkHealth, QueuesWaiting } from "./QueuesWaiting";
import { SearchBox } from "./SearchBox";
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
  const [customer, setCustomer] = useState("");
  const { signOut } = useSession();
  const shortcuts = useShortcuts();
  const inHand = useCalls().length > 0;
  const closePassword = password.close;
  // A call needs the place where the caller's profile stands.
  useEffect(() => {
    if (inHand) closePassword();
  }, [inHand, closePassword]);
  const isAgent = me.agent_number !== "";
  const actions: Place[] = [
    ...(isAgent
      ? [
          { key: "ready", label: t("shortcuts.ready"), act: () => shortcuts.act("ready") },
          { key: "not_ready", label: t("shortcuts.not_ready"), act: () => shortcuts.act("not_ready") },
        ]
      : []),
    ...(dial ? [{ key: "dial", label: t("shortcuts.dial"), act: dial }] : []),
    { key: "shortcuts", label: t("shortcuts.title"), act: help.open },
    { key: "password", label: t("user.password"), act: password.open },
    { key: "sign-out", label: t("user.signOut"), act: () => void run(signOut) },
  ];
  return (
    <header className={classes.bar}>
      <Link to="/" className={`${classes.brand} ${isAgent ? classes.besideState : ""}`}>
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
        <NavLink to="/cases">{t("nav.cases")}</NavLink>
        <NavLink to="/knowledge">{t("nav.knowledge")}</NavLink>
        <NavLink to="/board">{t("nav.board")}</NavLink>
        {me.role !== "agent" && <NavLink to="/flows">{t("nav.flows")}</NavLink>}
        {me.role !== "agent" && <NavLink to="/prompts">{t("nav.prompts")}</NavLink>}
        {me.role !== "agent" && <NavLink to="/admin">{t("nav.admin")}</NavLink>}
      </nav>
      <div className={classes.spacer} />
      <SearchBox me={me} actions={actions} open={setCustomer} />
      {dial && (
        <Tooltip label={t("shortcuts.dial")}>
          <UnstyledButton
            className={classes.tool}
            onClick={dial}
            aria-label={t("shortcuts.dial")}
            data-testid="open-dialer"
          >
            <KeypadIcon size={18} aria-hidden />
          </UnstyledButton>
        </Tooltip>
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
      {customer !== "" && <CustomerPanel key={customer} id={customer} close={() => setCustomer("")} />}
      {passwordOpen && <PasswordPanel me={me} close={password.close} />}
      {helpOpen && <ShortcutsHelp close={help.close} />}
    </header>
  );
}
