import { useTranslation } from "react-i18next";
import { AcceptIcon, CustomersIcon, EndIcon, GoIcon, PhoneOutIcon } from "@/components/icons";
import classes from "./Search.module.css";

/** In the order in which they are shown. */
export const groups = ["dial", "customers", "cases", "interactions", "places"] as const;

export interface Entry {
  readonly group: (typeof groups)[number];
  readonly key: string;
  readonly label: string;
  readonly side?: string;
}

const icons = {
  dial: PhoneOutIcon,
  customers: CustomersIcon,
  cases: EndIcon,
  interactions: AcceptIcon,
  places: GoIcon,
};

interface SearchEntryProps {
  entry: Entry;
  id: string;
  marked: boolean;
  choose: () => void;
}

/** One line of what was found. */
export function SearchEntry({ entry, id, marked, choose }: SearchEntryProps) {
  const { t } = useTranslation();
  const Icon = icons[entry.group];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names this one
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
    <div
      id={id}
      role="option"
      aria-selected={marked}
      className={classes.option}
      onClick={choose}
      data-testid="search-entry"
      data-group={entry.group}
    >
      <Icon size={16} aria-hidden />
      <span className={classes.name}>
        {entry.group === "dial" ? t("dialer.callNumber", { number: entry.label }) : entry.label}
      </span>
      {entry.side && <span className={classes.side}>{entry.side}</span>}
    </div>
  );
}
