import { Route, Routes } from "react-router";
import { NotFound } from "@/components/NotFound";
import { CasePage } from "./CasePage";
import { CasesPage } from "./CasesPage";

/** The pages about cases. */
export function CasesPages() {
  return (
    <Routes>
      <Route index element={<CasesPage />} />
      <Route path=":id" element={<CasePage />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}
