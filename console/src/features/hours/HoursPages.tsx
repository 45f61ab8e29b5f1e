import { Route, Routes } from "react-router";
import { NotFound } from "@/components/NotFound";
import { HoursListPage } from "./HoursListPage";
import { HoursPage, NewHoursPage } from "./HoursPage";

/** Every page about business hours. */
export function HoursPages() {
  return (
    <Routes>
      <Route index element={<HoursListPage />} />
      <Route path="new" element={<NewHoursPage />} />
      <Route path=":id" element={<HoursPage />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}
