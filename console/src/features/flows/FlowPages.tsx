import { useTranslation } from "react-i18next";
import { Route, Routes } from "react-router";
import { api } from "@/api/client";
import type { FlowTools } from "@/components/flows/tools";
import { NotFound } from "@/components/NotFound";
import { Loading, Notice } from "@/components/Notice";
import { FlowEditorPage } from "./FlowEditorPage";
import { FlowListPage } from "./FlowListPage";

/** Every page about flows, below `/flows`. */
export function FlowPages({ tools }: { tools: FlowTools }) {
  const { t } = useTranslation();
  const { data: me, isPending } = api.useQuery("get", "/api/v1/session", {}, { staleTime: 60_000 });
  if (isPending) return <Loading />;
  if (me?.role === "agent") return <Notice title={t("error.not_permitted")} />;
  return (
    <Routes>
      <Route index element={<FlowListPage />} />
      <Route path=":id" element={<FlowEditorPage tools={tools} />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}
