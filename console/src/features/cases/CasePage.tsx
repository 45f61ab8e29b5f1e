import { Button, Title } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { asRefusal } from "@/api/client";
import { CaseView } from "@/components/cases/CaseView";
import { useCaseWords } from "@/components/cases/case-words";
import { useCase } from "@/components/cases/cases";
import { BackIcon } from "@/components/icons";
import { Failure, Loading, Notice } from "@/components/Notice";
import classes from "./CasesPage.module.css";

/** One case, from the report to its end. */
export function CasePage() {
  const { t } = useTranslation();
  const c = useCaseWords();
  const { id = "" } = useParams();
  const { data, error, refetch } = useCase(id);
  const name = data ? `${data.row.number} ${data.row.subject}` : c("case");
  useEffect(() => {
    document.title = `${name} · ${t("app.name")}`;
  }, [name, t]);
  if (error) {
    const { status } = asRefusal(error);
    if (status !== 404 && status !== 422) return <Failure error={error} retry={() => void refetch()} />;
    return (
      <Notice title={c("notFound")} hint={c("notFoundHint")}>
        <Button component={Link} to="/cases" variant="default">
          {c("title")}
        </Button>
      </Notice>
    );
  }
  if (!data) return <Loading />;
  return (
    <div className={classes.page}>
      <Link to="/cases" className={`quiet-link dim ${classes.back}`}>
        <BackIcon size={16} aria-hidden />
        {c("title")}
      </Link>
      <Title order={1} size="h3" className={classes.title}>
        {name}
      </Title>
      <CaseView key={id} detail={data} />
    </div>
  );
}
