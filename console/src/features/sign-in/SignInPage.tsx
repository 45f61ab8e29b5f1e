import { Button, PasswordInput, TextInput, Title } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { asRefusal, http, type Refusal, type Schemas } from "@/api/client";
import { Brand } from "@/components/Brand";
import { AlertIcon } from "@/components/icons";
import { LanguageMenu } from "@/components/LanguageMenu";
import { useProblemText } from "@/components/labels";
import { SchemeSwitch } from "@/components/SchemeChoice";
import classes from "./SignInPage.module.css";

interface SignInPageProps {
  onSignedIn: (me: Schemas["Me"]) => void;
}

export function SignInPage({ onSignedIn }: SignInPageProps) {
  const { t, i18n } = useTranslation();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const seconds = useCountdown(refusal);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (login.trim() === "" || password === "") return;
    setBusy(true);
    try {
      const { data } = await http.POST("/api/v1/session", { body: { login: login.trim(), password } });
      if (data) onSignedIn(data);
    } catch (error) {
      setRefusal(asRefusal(error));
      setPassword("");
      setTried(false);
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    document.title = `${t("signIn.title")} · ${t("app.name")}`;
  }, [t]);

  const missing = (value: string) => (tried && value.trim() === "" ? t("signIn.required") : undefined);
  return (
    <div className={classes.page}>
      <header className={classes.tools}>
        <SchemeSwitch />
        <LanguageMenu choose={(language) => void i18n.changeLanguage(language)} />
      </header>
      <main className={classes.main}>
        <form className={classes.card} onSubmit={submit} noValidate>
          <Brand size={40} />
          <Title order={1} size="h3" mt={14}>
            {t("app.name")}
          </Title>
          <p className={classes.lead}>{t("signIn.lead")}</p>
          <Refused refusal={refusal} seconds={seconds} />
          <TextInput
            ref={first}
            label={t("signIn.login")}
            size="md"
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
            error={missing(login)}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            required
            withAsterisk={false}
            data-testid="sign-in-login"
          />
          <PasswordInput
            label={t("signIn.password")}
            size="md"
            mt="sm"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={missing(password)}
            autoComplete="current-password"
            maxLength={256}
            required
            withAsterisk={false}
            data-testid="sign-in-password"
          />
          <Button
            type="submit"
            size="md"
            mt="lg"
            fullWidth
            loading={busy}
            disabled={seconds > 0}
            data-testid="sign-in-submit"
          >
            {t("signIn.submit")}
          </Button>
        </form>
        <Link to="/call" className={classes.caller}>
          {t("signIn.caller")}
        </Link>
      </main>
    </div>
  );
}

function Refused({ refusal, seconds }: { refusal: Refusal | null; seconds: number }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const shown = refusal !== null && (refusal.retryAfter === null || seconds > 0);
  // The count itself stays out of the alert, which would be read out every second.
  return (
    <>
      <div role="alert">
        {shown && (
          <div className={classes.refused}>
            <AlertIcon size={18} aria-hidden />
            <span>{text(refusal)}</span>
          </div>
        )}
      </div>
      {seconds > 0 && <p className={classes.wait}>{t("signIn.wait", { seconds })}</p>}
    </>
  );
}

/** Seconds until another attempt is allowed. */
function useCountdown(refusal: Refusal | null): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const until = Date.now() + (refusal?.retryAfter ?? 0) * 1000;
    const count = () => setSeconds(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    count();
    if (!refusal?.retryAfter) return;
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [refusal]);
  return seconds;
}
