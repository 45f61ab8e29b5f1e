import { Select, TextInput } from "@mantine/core";
import type { FlowDocument } from "@/components/flows/document";
import { useRunWords } from "@/components/flows/run-words";
import { useCodeLabel } from "@/components/flows/words";
import { useLabel } from "@/components/labels";
import classes from "./Runs.module.css";
import { answersOf, type Caller, exitsOf, handingSteps, httpSteps, type ServiceKind } from "./scenario";

interface CallerFormProps {
  caller: Caller;
  document: FlowDocument;
  change: (caller: Caller) => void;
}

const KINDS: readonly ServiceKind[] = ["ok", "refused", "failed", "timeout"];
const TIERS = ["standard", "silver", "gold", "vip"];

/** Who calls, when, and what others answer. */
export function CallerForm({ caller, document, change }: CallerFormProps) {
  const r = useRunWords();
  const set = (part: Partial<Caller>) => change({ ...caller, ...part });
  const label = useLabel();
  const { customer } = caller;
  return (
    <>
      <section className={classes.part} aria-label={r("call.title")}>
        <h3>{r("call.title")}</h3>
        <Select
          label={r("call.language")}
          data={[
            { value: "zh-CN", label: r("call.languages.zh-CN") },
            { value: "en", label: r("call.languages.en") },
          ]}
          value={caller.language}
          allowDeselect={false}
          onChange={(language) => set({ language: language === "en" ? "en" : "zh-CN" })}
        />
        <TextInput
          type="datetime-local"
          label={r("call.at")}
          description={r("call.atHint")}
          value={caller.at}
          onChange={(event) => set({ at: event.currentTarget.value })}
        />
        <TextInput
          label={r("call.number")}
          value={caller.number}
          maxLength={64}
          onChange={(event) => set({ number: event.currentTarget.value })}
        />
        <Select
          label={r("call.customer")}
          data={[
            { value: "unknown", label: r("call.unknown") },
            { value: "known", label: r("call.known") },
          ]}
          value={customer ? "known" : "unknown"}
          allowDeselect={false}
          onChange={(kind) => set({ customer: kind === "known" ? { name: "", tier: "standard" } : null })}
        />
        {customer && (
          <>
            <TextInput
              label={r("call.name")}
              value={customer.name}
              maxLength={200}
              onChange={(event) => set({ customer: { ...customer, name: event.currentTarget.value } })}
            />
            <Select
              label={r("call.tier")}
              data={TIERS.map((tier) => ({ value: tier, label: label("tier", tier) }))}
              value={customer.tier}
              allowDeselect={false}
              onChange={(tier) => set({ customer: { ...customer, tier: tier ?? "standard" } })}
            />
          </>
        )}
      </section>
      <Outside caller={caller} document={document} change={change} />
    </>
  );
}

function Outside({ caller, document, change }: CallerFormProps) {
  const r = useRunWords();
  const label = useCodeLabel();
  const services = httpSteps(document);
  const hands = handingSteps(document);
  if (services.length + hands.length === 0) return null;
  return (
    <details className={classes.part}>
      <summary>{r("outside.title")}</summary>
      {services.map((step) => {
        const service = caller.services[step.id] ?? { kind: "timeout" as const, values: {} };
        const put = (part: Partial<typeof service>) =>
          change({ ...caller, services: { ...caller.services, [step.id]: { ...service, ...part } } });
        return (
          <div key={step.id}>
            <Select
              label={r("outside.service", { step: step.label || step.id })}
              data={KINDS.map((kind) => ({ value: kind, label: r(`outside.kinds.${kind}`) }))}
              value={service.kind}
              allowDeselect={false}
              onChange={(kind) => put({ kind: (kind ?? "ok") as ServiceKind })}
            />
            {service.kind === "ok" &&
              answersOf(step).map((name) => (
                <TextInput
                  key={name}
                  label={name}
                  value={service.values[name] ?? ""}
                  onChange={(event) => put({ values: { ...service.values, [name]: event.currentTarget.value } })}
                />
              ))}
          </div>
        );
      })}
      {hands.map((step) => (
        <Select
          key={step.id}
          label={r("outside.handOver", { step: step.label || step.id })}
          data={[
            { value: "", label: r("outside.taken") },
            ...exitsOf(step).map((exit) => ({ value: exit, label: label("exit", exit) })),
          ]}
          value={caller.exits[step.id] ?? ""}
          allowDeselect={false}
          onChange={(exit) => change({ ...caller, exits: { ...caller.exits, [step.id]: exit ?? "" } })}
        />
      ))}
    </details>
  );
}
