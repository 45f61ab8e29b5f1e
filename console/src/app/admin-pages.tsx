/** The administration, put together of features that do not know each other. */

import { AdminPages } from "@/features/admin/AdminPages";
import { HoursPages } from "@/features/hours/HoursPages";

export function Administration() {
  return <AdminPages hours={<HoursPages />} />;
}
