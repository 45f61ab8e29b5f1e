import { useTranslation } from "react-i18next";
import { Navigate, NavLink, Outlet } from "react-router";
import { api } from "@/api/client";
import { useWords } from "@/components/admin-words";
import { Loading, Notice } from "@/components/Notice";
import classes from "./Admin.module.css";
import { listedKinds } from "./kinds";
import { SavedProvider } from "./saved";

/** The frame of the administration: its pages at the side, and word of what was saved. */
export function AdminPage() {
  const a = useWords();
  const { t } = useTranslation();
  const { data: me, isPending } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });
  if (isPending) return <Loading />;
  if (me?.role === "agent") return <Notice title={t("error.not_permitted")} />;
  return (
    <SavedProvider>
      <div className={classes.frame}>
        <nav className={classes.nav} aria-label={a("title")}>
          <div className={classes.links}>
            <h2 className="section-title">{a("title")}</h2>
            {listedKinds.map((kind) => (
              <NavLink key={kind} to={`/admin/${kind}`}>
                {a(`${kind}.title`)}
              </NavLink>
            ))}
            <NavLink to="/admin/hours">{a("hours")}</NavLink>
            <NavLink to="/admin/outgoing">{a("outgoing.title")}</NavLink>
            {me?.role === "admin" && <NavLink to="/admin/audit">{a("audit.title")}</NavLink>}
          </div>
        </nav>
        <div className={classes.page}>
          <Outlet />
        </div>
      </div>
    </SavedProvider>
  );
}

export function AdminHome() {
  return <Navigate to="/admin/people" replace />;
}
