import { Button, Group, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { useWords } from "@/components/admin-words";
import classes from "./Admin.module.css";
import secrets from "./Passwords.module.css";

/** New passwords, shown this once. */
export function PasswordsDialog({ passwords, close }: { passwords: Schemas["Password"][]; close: () => void }) {
  const a = useWords();
  const { t } = useTranslation();
  const text = passwords.map(({ login, password }) => `${login}\t${password}`).join("\n");
  return (
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={false}
      title={a("passwords.title")}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <p>{a("passwords.text")}</p>
      <div className={classes.rows}>
        {passwords.map(({ id, login, password }) => (
          <div key={id}>
            <span className={classes.sub}>{login}</span>
            <div className={secrets.secret} data-testid="new-password">
              {password}
            </div>
          </div>
        ))}
      </div>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => void navigator.clipboard?.writeText(text)}>
          {a("passwords.copy")}
        </Button>
        <Button onClick={close} data-testid="passwords-done">
          {a("passwords.done")}
        </Button>
      </Group>
    </Modal>
  );
}
