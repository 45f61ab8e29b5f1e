import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { CustomerProfile } from "@/components/CustomerProfile";
import { isNumbered } from "@/components/format";
import { PersonIcon } from "@/components/icons";
import { KnownCustomer } from "@/components/KnownCustomer";
import { LastContacts } from "@/components/LastContacts";
import { Notice } from "@/components/Notice";
import { Articles } from "./Articles";
import { NewCustomer } from "./NewCustomer";
import { OpenCases } from "./OpenCases";
import type { Owed } from "./work";

/** The profile and last contacts of the caller, else of who is owed what is open; a form for callers nobody knows yet. */
export function CustomerPane({ call, owed }: { call: CallItem | null; owed: Owed | null }) {
  const { t } = useTranslation();
  if (call === null && owed?.item?.customer_id)
    return <KnownCustomer key={owed.item.customer_id} id={owed.item.customer_id} />;
  if (call === null)
    return <Notice icon={<PersonIcon aria-hidden />} title={t("customer.heading")} hint={t("customer.nobody")} />;
  const numbered = isNumbered(call.caller_number);
  return (
    <>
      <Who call={call} numbered={numbered} />
      <OpenCases key={`cases ${call.id}`} call={call} />
      <Articles key={`articles ${call.id}`} call={call} />
      {call.customer ? (
        <LastContacts of={{ customer: call.customer.id }} />
      ) : (
        numbered && <LastContacts of={{ caller: call.caller_number }} />
      )}
    </>
  );
}

function Who({ call, numbered }: { call: CallItem; numbered: boolean }) {
  const { t } = useTranslation();
  if (call.customer) return <CustomerProfile customer={call.customer} />;
  if (numbered) return <NewCustomer key={call.id} call={call} />;
  return <Notice icon={<PersonIcon aria-hidden />} title={t("call.unknown")} hint={t("customer.noNumber")} />;
}
