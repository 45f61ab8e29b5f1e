import { ActionIcon, Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useFlowWords } from "@/components/flows/words";
import classes from "./Form.module.css";
import { useForm } from "./form-context";
import { AddIcon, DownIcon, RemoveIcon, UpIcon } from "./icons";

/** A group of inputs under one heading. */
export function Group({
  label,
  description,
  error,
  children,
}: {
  label: string;
  description?: string;
  error?: string;
  children: ReactNode;
}) {
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{label}</legend>
      {description && <p className={classes.hint}>{description}</p>}
      {children}
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

export function AddRow({ label, onClick, what }: { label: string; onClick: () => void; what?: string }) {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<AddIcon size={14} aria-hidden />}
      onClick={onClick}
      data-add={what}
    >
      {label}
    </Button>
  );
}

interface RowButtonsProps {
  name: string;
  remove?: () => void;
  up?: () => void;
  down?: () => void;
}

export function RowButtons({ name, remove, up, down }: RowButtonsProps) {
  const f = useFlowWords();
  const { readOnly } = useForm();
  if (readOnly) return null;
  const button = (label: string, act: (() => void) | undefined, icon: ReactNode) =>
    act && (
      <ActionIcon variant="subtle" color="gray" c="dimmed" aria-label={label} title={label} onClick={act}>
        {icon}
      </ActionIcon>
    );
  return (
    <span className={classes.buttons}>
      {button(f("form.upRow", { name }), up, <UpIcon size={15} aria-hidden />)}
      {button(f("form.downRow", { name }), down, <DownIcon size={15} aria-hidden />)}
      {button(f("form.removeRow", { name }), remove, <RemoveIcon size={15} aria-hidden />)}
    </span>
  );
}

/** The list with two places exchanged. */
export function swapped<T>(list: readonly T[], one: number, other: number): T[] {
  const copy = [...list];
  [copy[one], copy[other]] = [copy[other] as T, copy[one] as T];
  return copy;
}
