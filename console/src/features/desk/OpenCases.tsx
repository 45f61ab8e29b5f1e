import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { CallItem } from "@/api/generated/frames";
import { NewCaseForm } from "@/components/cases/CaseForm";
import { CaseList } from "@/components/cases/CaseList";
import classes from "@/components/cases/Cases.module.css";
import { CaseView } from "@/components/cases/CaseView";
import { useCaseWords } from "@/components/cases/case-words";
import { type CaseOrigin, type CasesOf, useCase, useCasesOf } from "@/components/cases/cases";
import { isNumbered } from "@/components/format";
import { AddIcon } from "@/components/icons";
import { Failure, Loading } from "@/components/Notice";
import { SidePanel } from "@/components/SidePanel";
import { NEW_CASE, useCasePlace } from "./case-place";

/** Whose cases a call is about, as lists are asked for and as a new one says. */
export function casesOfCall(call: CallItem): { of: CasesOf; draft: CaseOrigin } {
  if (call.customer) return { of: { customer: call.customer.id }, draft: { customer_id: call.customer.id } };
  if (isNumbered(call.caller_number))
    return { of: { number: call.caller_number }, draft: { number: call.caller_number } };
  return { of: { interaction: call.id, state: "all" }, draft: {} };
}

/** What is still open with this customer, from the first ring on; each opens beside the call. */
export function OpenCases({ call }: { call: CallItem }) {
  const c = useCaseWords();
  const { show } = useCasePlace(call.id);
  const { of } = casesOfCall(call);
  const { data, error, refetch } = useCasesOf(of);
  return (
    <section className={classes.open} aria-label={c("ofCaller")} data-testid="open-cases">
      <div className={classes.head}>
        <h2 className="section-title">{c("ofCaller")}</h2>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<AddIcon size={15} aria-hidden />}
          onClick={() => show(NEW_CASE)}
          data-testid="case-new"
        >
          {c("new")}
        </Button>
      </div>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {data?.rows.length === 0 && <p className="dim">{c("noneOpen")}</p>}
      {data && data.rows.length > 0 && <CaseList rows={data.rows} open={show} />}
      {data && data.total > data.rows.length && "customer" in of && (
        <Link className="plain-link" to={`/cases?customer=${of.customer}`}>
          {c("moreOpen", { count: data.total })}
        </Link>
      )}
    </section>
  );
}

/** The case that was opened, or a new one, beside the call; whichever tab of the customer's column is in front. */
export function CaseBeside({ call }: { call: CallItem }) {
  const c = useCaseWords();
  const { shown, show } = useCasePlace(call.id);
  const close = () => show("");
  if (shown === "") return null;
  if (shown !== NEW_CASE) return <CasePanel key={shown} id={shown} callId={call.id} close={close} />;
  const { draft } = casesOfCall(call);
  return (
    <SidePanel title={c("new")} close={close} testId="new-case-panel">
      <NewCaseForm of={{ ...draft, interaction_id: call.id }} made={close} cancel={close} />
    </SidePanel>
  );
}

interface CasePanelProps {
  id: string;
  callId: string;
  close: () => void;
}

function CasePanel({ id, callId, close }: CasePanelProps) {
  const c = useCaseWords();
  const { data, error, refetch } = useCase(id);
  const title = data ? `${data.row.number} ${data.row.subject}` : c("case");
  return (
    <SidePanel title={title} close={close} testId="case-panel">
      {data ? (
        <CaseView detail={data} callId={callId} narrow />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </SidePanel>
  );
}
