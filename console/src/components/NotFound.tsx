import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { LostIcon } from "./icons";
import { Notice } from "./Notice";

/** An address at which there is nothing. `home` is where to go from here. */
export function NotFound({ home = "/", label }: { home?: string; label?: string }) {
  const { t } = useTranslation();
  return (
    <Notice icon={<LostIcon aria-hidden />} title={t("app.notFound")} hint={t("app.notFoundHint")}>
      <Button component={Link} to={home} variant="default">
        {label ?? t("app.home")}
      </Button>
    </Notice>
  );
}
