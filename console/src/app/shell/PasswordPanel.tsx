import { Button, PasswordInput, Progress, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRefusal, http, type Refusal } from "@/api/client";
import { useProblemText } from "@/components/labels";
import { SHORTEST, strengthOf } from "@/components/password-strength";
import { SidePanel } from "@/components/SidePanel";
import type { Person } from "../session";
import classes from "./PasswordPanel.module.css";

const colors = ["gray", "red", "orange", "teal", "green"] as const;

/** Change one's own password; one's sessions elsewhere end. */
export function PasswordPanel({ me, close }: { me: Person; close: () => void }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [ended, setEnded] = useState<number | null>(null);
  const { fault, score } = strengthOf(wanted, me.login, current);
  const differs = again !== wanted;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (current === "" || fault !== null || differs) return;
    setBusy(true);
    setRefusal(null);
    try {
      const { data } = await http.PUT("/api/v1/session/password", { body: { current, wanted } });
      setEnded(data?.ended ?? 0);
    } catch (error) {
      setRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  const refused = (code: string) => (refusal?.code === code ? text(refusal) : undefined);
  return (
    <SidePanel title={t("password.title")} close={close} testId="password-panel">
      {ended !== null ? (
        <div role="status" className={classes.form}>
          <Text>{t("password.changed")}</Text>
          <Text c="dimmed" size="sm">
            {ended > 0 ? t("password.ended", { count: ended }) : t("password.noOthers")}
          </Text>
          <Button onClick={close}>{t("app.close")}</Button>
        </div>
      ) : (
        <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
          <input type="text" autoComplete="username" defaultValue={me.login} hidden />
          <PasswordInput
            label={t("password.current")}
            autoComplete="current-password"
            value={current}
            maxLength={256}
            onChange={(event) => {
              setCurrent(event.currentTarget.value);
              setRefusal(null);
            }}
            error={refused("password_wrong") ?? (tried && current === "" ? t("signIn.required") : undefined)}
            data-autofocus
            data-testid="password-current"
          />
          <div>
            <PasswordInput
              label={t("password.wanted")}
              autoComplete="new-password"
              value={wanted}
              maxLength={256}
              onChange={(event) => setWanted(event.currentTarget.value)}
              error={
                tried && fault !== null
                  ? t(`password.${fault}`, { count: SHORTEST })
                  : (refused("password_too_easy") ?? refused("password_too_short"))
              }
              aria-describedby="password-strength"
              data-testid="password-wanted"
            />
            <Progress value={score * 25} color={colors[score]} size="sm" mt={8} aria-hidden />
            <Text id="password-strength" size="xs" c="dimmed" mt={4} role="status">
              {wanted === ""
                ? t("password.hint", { count: SHORTEST })
                : fault === null
                  ? t(`password.score${score as 2 | 3 | 4}`)
                  : t(`password.${fault}`, { count: SHORTEST })}
            </Text>
          </div>
          <PasswordInput
            label={t("password.again")}
            autoComplete="new-password"
            value={again}
            maxLength={256}
            onChange={(event) => setAgain(event.currentTarget.value)}
            error={tried && differs ? t("password.differs") : undefined}
            data-testid="password-again"
          />
          {refusal !== null && !refusal.code.startsWith("password_") && (
            <Text role="alert" size="sm" c="var(--bad-ink)">
              {text(refusal)}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {t("password.elsewhere")}
          </Text>
          <Button type="submit" loading={busy} data-testid="password-submit">
            {t("password.submit")}
          </Button>
        </form>
      )}
    </SidePanel>
  );
}
