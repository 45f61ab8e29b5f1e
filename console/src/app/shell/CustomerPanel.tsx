import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { CustomerProfile } from "@/components/CustomerProfile";
import { LastContacts } from "@/components/LastContacts";
import { Failure, Loading } from "@/components/Notice";
import { SidePanel } from "@/components/SidePanel";

/** A customer who was looked up: who it is, how to call, and the last contacts. */
export function CustomerPanel({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = api.useQuery("get", "/api/v1/customers/{customer_id}", {
    params: { path: { customer_id: id } },
  });
  return (
    <SidePanel title={t("customer.heading")} close={close} testId="customer-panel">
      {data ? (
        <>
          <CustomerProfile customer={data} />
          <LastContacts of={{ customer: id }} />
        </>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </SidePanel>
  );
}
