import { ActionIcon, Menu, Textarea } from "@mantine/core";
import { useRef } from "react";
import { useFlowWords } from "@/components/flows/words";
import classes from "./Form.module.css";
import { useForm, type ValueProps } from "./form-context";
import { NamesIcon } from "./icons";

interface ExpressionProps extends ValueProps {
  /** Names stand in braces in a text. */
  isTemplate?: boolean;
  hiddenLabel?: boolean;
  lang?: string;
  maxLength?: number;
  required?: boolean;
  /** More to choose from, as text that replaces the value. */
  choices?: { label: string; text: string }[];
}

/** An expression, or a text with gaps, with the names that it can use at hand. */
export function ExpressionField(props: ExpressionProps) {
  const {
    label,
    description,
    value,
    set,
    where,
    isTemplate = false,
    hiddenLabel,
    lang,
    maxLength,
    choices = [],
  } = props;
  const f = useFlowWords();
  const { names, readOnly, faultAt } = useForm();
  const input = useRef<HTMLTextAreaElement>(null);
  const text = typeof value === "string" ? value : "";
  const insert = (name: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = input.current ?? {};
    const written = isTemplate ? `{${name}}` : name;
    set(text.slice(0, selectionStart) + written + text.slice(selectionEnd));
  };
  const offered = isTemplate ? names.filter((name) => !name.startsWith("queues[")) : names;
  return (
    <div className={classes.withButton}>
      <Textarea
        ref={input}
        label={hiddenLabel ? undefined : label}
        aria-label={hiddenLabel ? label : undefined}
        description={description}
        inputWrapperOrder={["label", "input", "description", "error"]}
        classNames={{ input: isTemplate ? undefined : classes.code }}
        value={text}
        onChange={(event) => set(event.currentTarget.value, where)}
        error={faultAt(where)}
        readOnly={readOnly}
        lang={lang}
        maxLength={maxLength}
        spellCheck={isTemplate}
        autosize
        minRows={1}
        maxRows={8}
        data-where={where}
      />
      {!readOnly && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              c="dimmed"
              size="lg"
              aria-label={`${f("form.insert")}: ${label}`}
              title={f("form.insert")}
              mt={hiddenLabel ? 0 : 22}
            >
              <NamesIcon size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown className={classes.names}>
            {choices.map((choice) => (
              <Menu.Item key={choice.text} onClick={() => set(choice.text)}>
                {choice.label}
              </Menu.Item>
            ))}
            {choices.length > 0 && <Menu.Divider />}
            <Menu.Label>{f("form.names")}</Menu.Label>
            {offered.map((name) => (
              <Menu.Item key={name} onClick={() => insert(name)}>
                <code>{name}</code>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
