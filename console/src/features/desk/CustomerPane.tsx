import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { CustomerProfile } from "@/components/CustomerProfile";
import { isNumbered } from "@/components/format";
import { PersonIcon } from "@/components/icons";
import { LastContacts } from "@/components/LastContacts";
import { Notice } from "@/components/Notice";
import { NewCustomer } from "./NewCustomer";

/** The caller's profile and last contacts; a form for callers nobody knows yet. */
export function CustomerPane({ call }: { call: CallItem | null }) {
  const { t } = useTranslation();
  if (call === null)
    return <Notice icon={<PersonIcon aria-hidden />} title={t("customer.heading")} hint={t("customer.nobody")} />;
  const numbered = isNumbered(call.caller_number);
  return (
    <>
      <Who call={call} numbered={numbered} />
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
