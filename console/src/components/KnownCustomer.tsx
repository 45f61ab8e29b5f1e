import { api } from "@/api/client";
import { CustomerProfile } from "./CustomerProfile";
import { LastContacts } from "./LastContacts";
import { Failure, Loading } from "./Notice";

/** A customer by id: who it is, how to call, and the last contacts. */
export function KnownCustomer({ id }: { id: string }) {
  const { data, error, refetch } = api.useQuery("get", "/api/v1/customers/{customer_id}", {
    params: { path: { customer_id: id } },
  });
  if (data)
    return (
      <>
        <CustomerProfile customer={data} />
        <LastContacts of={{ customer: id }} />
      </>
    );
  return error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />;
}
