import { Menu, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CheckIcon, LanguageIcon } from "./icons";
import classes from "./LanguageMenu.module.css";
import { type Language, languages, rememberLanguage } from "./language";

export function LanguageMenu({ choose }: { choose: (language: Language) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <span className="visually-hidden">{t("language.label")}</span>
          <LanguageIcon size={18} aria-hidden />
          <span lang={i18n.language}>{i18n.language === "en" ? "EN" : "中文"}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => {
              rememberLanguage(language);
              choose(language);
            }}
            rightSection={i18n.language === language ? <CheckIcon size={14} aria-hidden /> : null}
          >
            {t(`language.${language}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
