import { Button, NativeSelect, Text, Textarea, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { http, type Schemas } from "@/api/client";
import type { CallItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import { NewPersonIcon } from "@/components/icons";
import { PhoneNumber } from "@/components/PhoneNumber";
import classes from "./CustomerPane.module.css";

const tiers = ["standard", "silver", "gold", "vip"] as const;
type Draft = Required<Pick<Schemas["CustomerDraft"], "name" | "company" | "note" | "tier">>;

/** Saves a caller nobody knows yet; the profile then arrives with the call's next frame. */
export function NewCustomer({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  const run = useRun();
  const [draft, setDraft] = useState<Draft>({ name: call.caller_name, company: "", note: "", tier: "standard" });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const set = <Field extends keyof Draft>(field: Field, value: Draft[Field]) =>
    setDraft((before) => ({ ...before, [field]: value }));

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (draft.name.trim() === "") return;
    setBusy(true);
    await run(async () => {
      await http.POST("/api/v1/customers", { body: { ...draft, number: call.caller_number, call_id: call.id } });
    });
    setBusy(false);
  };

  return (
    <form className={classes.form} onSubmit={save} noValidate>
      <div>
        <Title order={2} size="h4">
          {t("customer.unknownTitle")}
        </Title>
        <Text size="sm" c="dimmed">
          <PhoneNumber number={call.caller_number} withRegion dial /> · {t("customer.unknownHint")}
        </Text>
      </div>
      <TextInput
        label={t("customer.name")}
        value={draft.name}
        onChange={(event) => set("name", event.currentTarget.value)}
        error={tried && draft.name.trim() === "" ? t("signIn.required") : undefined}
        maxLength={120}
        required
        data-testid="customer-form-name"
      />
      <TextInput
        label={t("customer.company")}
        value={draft.company}
        onChange={(event) => set("company", event.currentTarget.value)}
        maxLength={120}
      />
      <NativeSelect
        label={t("customer.tier")}
        value={draft.tier}
        onChange={(event) => set("tier", tiers.find((tier) => tier === event.currentTarget.value) ?? "standard")}
        data={tiers.map((tier) => ({ value: tier, label: t(`tier.${tier}`) }))}
      />
      <Textarea
        label={t("customer.note")}
        value={draft.note}
        onChange={(event) => set("note", event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
      />
      <Button
        type="submit"
        variant="light"
        loading={busy}
        disabled={call.caller_number === ""}
        leftSection={<NewPersonIcon size={17} aria-hidden />}
        data-testid="customer-save"
      >
        {t("customer.save")}
      </Button>
    </form>
  );
}
