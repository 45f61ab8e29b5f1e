import { Link, NavLink, Outlet, Route, Routes, useLocation } from "react-router";
import { useKnowledgeWords } from "@/components/knowledge-words";
import { NotFound } from "@/components/NotFound";
import { ArticleEditorPage } from "./ArticleEditorPage";
import { ArticleListPage } from "./ArticleListPage";
import { ArticleReadPage } from "./ArticleReadPage";
import { GapsPage } from "./GapsPage";
import classes from "./Knowledge.module.css";
import { useLeads } from "./leads";

/** The knowledge base, below `/knowledge`. */
export function KnowledgePages() {
  const leads = useLeads();
  return (
    <Routes>
      <Route element={<Frame />}>
        <Route index element={<ArticleListPage />} />
        {leads && <Route path="gaps" element={<GapsPage />} />}
        <Route path="new" element={<ArticleEditorPage />} />
        <Route path="articles/:id" element={<ArticleReadPage />} />
        <Route path="articles/:id/edit" element={<ArticleEditorPage />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

function Frame() {
  const k = useKnowledgeWords();
  const leads = useLeads();
  const { pathname } = useLocation();
  return (
    <div className={classes.page}>
      {leads && (
        <nav className={classes.sections} aria-label={k("sections")}>
          <Link to="/knowledge" aria-current={pathname.endsWith("/gaps") ? undefined : "page"}>
            {k("articles")}
          </Link>
          <NavLink to="/knowledge/gaps">{k("gaps")}</NavLink>
        </nav>
      )}
      <Outlet />
    </div>
  );
}
