import { useTranslation } from "react-i18next";
import { KnownCustomer } from "@/components/KnownCustomer";
import { SidePanel } from "@/components/SidePanel";

/** A customer who was looked up. */
export function CustomerPanel({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  return (
    <SidePanel title={t("customer.heading")} close={close} testId="customer-panel">
      <KnownCustomer id={id} />
    </SidePanel>
  );
}
