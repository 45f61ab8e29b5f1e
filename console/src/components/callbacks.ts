/** Finding a promised callback among others. */

import type { CallbackItem } from "@/api/generated/frames";
import { groupedNumber } from "./format";

/** Those whose customer, number or queue holds what was typed; digits are compared without what people write between them. Pure. */
export function foundCallbacks(items: readonly CallbackItem[], typed: string): CallbackItem[] {
  const wanted = fold(typed);
  if (wanted === "") return [...items];
  const digits = wanted.replace(/[\s()./-]/g, "");
  return items.filter(
    ({ number, customer_name, queue }) =>
      [customer_name, queue, groupedNumber(number)].some((text) => fold(text).includes(wanted)) ||
      (digits !== "" && number.includes(digits)),
  );
}

function fold(text: string): string {
  return text.trim().toLocaleLowerCase().normalize("NFKC");
}
