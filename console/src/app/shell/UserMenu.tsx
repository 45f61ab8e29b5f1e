import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRun } from "@/components/failures";
import { PasswordIcon, SignOutIcon } from "@/components/icons";
import { SchemeItems } from "@/components/SchemeChoice";
import { type Person, useSession } from "../session";
import classes from "./Shell.module.css";

export function UserMenu({ me, changePassword }: { me: Person; changePassword: () => void }) {
  const { t } = useTranslation();
  const { signOut } = useSession();
  const run = useRun();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.tool} data-testid="user-menu">
          <span className="visually-hidden">{t("user.menu", { name: me.name })}</span>
          <Avatar aria-hidden size={28} radius="xl" name={me.name} color="teal" variant="filled" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} size="sm" c="var(--ink)">
            {me.name}
          </Text>
          {t(`role.${me.role}`)}
          {me.agent_number && <> · {t("user.number", { number: me.agent_number })}</>}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          leftSection={<PasswordIcon size={16} aria-hidden />}
          onClick={changePassword}
          data-testid="change-password"
        >
          {t("user.password")}
        </Menu.Item>
        <Menu.Divider />
        <SchemeItems />
        <Menu.Divider />
        <Menu.Item leftSection={<SignOutIcon size={16} aria-hidden />} onClick={() => void run(signOut)}>
          {t("user.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
