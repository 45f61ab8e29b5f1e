import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet, Route, Routes, useLocation } from "react-router";
import { api } from "@/api/client";
import { NotFound } from "@/components/NotFound";
import { Loading, Notice } from "@/components/Notice";
import { useWords } from "@/components/prompt-words";
import { PromptListPage } from "./PromptListPage";
import { PromptPage } from "./PromptPage";
import classes from "./Prompts.module.css";
import { SpeechPage } from "./SpeechPage";
import { WordsPage } from "./WordsPage";

/** The prompt library and speech, below `/prompts`. */
export function PromptsPages() {
  return (
    <Routes>
      <Route element={<Frame />}>
        <Route index element={<PromptListPage />} />
        <Route path="speech" element={<SpeechPage />} />
        <Route path="words" element={<WordsPage />} />
        <Route path="library/:id" element={<PromptPage />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

function Frame() {
  const p = useWords();
  const { pathname } = useLocation();
  const { t } = useTranslation();
  const { data: me, isPending } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });
  if (isPending) return <Loading />;
  if (me?.role === "agent") return <Notice title={t("error.not_permitted")} />;
  return (
    <div className={classes.page}>
      <nav className={classes.sections} aria-label={p("sections")}>
        <Link to="/prompts" aria-current={/^\/prompts\/(speech|words)/.test(pathname) ? undefined : "page"}>
          {p("library")}
        </Link>
        <NavLink to="/prompts/words">{p("readOuts")}</NavLink>
        <NavLink to="/prompts/speech">{p("speech")}</NavLink>
      </nav>
      <Outlet />
    </div>
  );
}
