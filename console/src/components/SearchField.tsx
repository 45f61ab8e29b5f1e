import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";

interface SearchFieldProps {
  label: string;
  value: string;
  set: (value: string) => void;
  longest: number;
  testId: string;
}

/** Asks the server only after a pause in typing. */
export function SearchField({ label, value, set, longest, testId }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback(set, 300);
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput
      type="search"
      label={label}
      value={typed}
      maxLength={longest}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
      data-testid={testId}
    />
  );
}
