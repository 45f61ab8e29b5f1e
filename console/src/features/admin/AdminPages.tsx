import type { ReactNode } from "react";
import { Route, Routes } from "react-router";
import { NotFound } from "@/components/NotFound";
import { AdminHome, AdminPage } from "./AdminPage";
import { AuditPage } from "./AuditPage";
import { EditorPage, OutgoingPage } from "./EditorPage";
import { ListPage } from "./ListPage";

/** Every page of the administration, below `/admin`; `hours` are those about business hours. */
export function AdminPages({ hours }: { hours: ReactNode }) {
  return (
    <Routes>
      <Route element={<AdminPage />}>
        <Route index element={<AdminHome />} />
        <Route path="outgoing" element={<OutgoingPage />} />
        <Route path="audit" element={<AuditPage />} />
        <Route path="hours/*" element={hours} />
        <Route path=":kind" element={<ListPage />} />
        <Route path=":kind/:key" element={<EditorPage />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
