import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Notice } from "@/components/Notice";

/** There is no such page. */
export function Lost() {
  const { t } = useTranslation();
  return (
    <Notice title={t("app.notFound")} hint={t("app.notFoundHint")}>
      <Button component={Link} to="/" variant="default">
        {t("app.home")}
      </Button>
    </Notice>
  );
}
