import { NativeSelect } from "@mantine/core";
import { useWords } from "@/components/admin-words";
import type { Values } from "./admin-api";
import type { Draft } from "./draft";
import { inOrder, type Named, optionsOf, useFault, useFieldWords } from "./fields";

interface CallbackHoursProps {
  draft: Draft<Values["queues"]>;
  readOnly: boolean;
  calendars: Named[];
}

/** Within which hours customers are called back. */
export function CallbackHours({ draft, readOnly, calendars }: CallbackHoursProps) {
  const a = useWords();
  const fault = useFault(draft, "callback.hours");
  const value = draft.value.callback.hours;
  return (
    <NativeSelect
      inputWrapperOrder={inOrder}
      {...useFieldWords("callback_hours")}
      value={value}
      disabled={readOnly}
      onChange={(event) => draft.set("callback", { ...draft.value.callback, hours: event.currentTarget.value })}
      data={optionsOf(calendars, value, a("hoursOfQueue"))}
      error={fault}
      data-testid="field-callback-hours"
    />
  );
}
