import { ActionIcon, Button, Menu } from "@mantine/core";
import { stepIcon } from "@/components/flows/step-icons";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import classes from "./Form.module.css";
import { AddIcon } from "./icons";
import { paletteGroups } from "./palette-groups";

interface StepMenuProps {
  label: string;
  choose: (type: string) => void;
  testId: string;
  /** The words stand on the button, too. */
  wide?: boolean;
}

/** Chooses a type of step to make; a menu, so that arrows alone make nothing. */
export function StepMenu({ label, choose, testId, wide = false }: StepMenuProps) {
  const f = useFlowWords();
  const words = useCodeLabel();
  return (
    <Menu position="bottom-start" returnFocus={false}>
      <Menu.Target>
        {wide ? (
          <Button size="xs" leftSection={<AddIcon size={15} aria-hidden />} data-testid={testId}>
            {label}
          </Button>
        ) : (
          <ActionIcon variant="default" size="lg" aria-label={label} title={label} data-testid={testId}>
            <AddIcon size={16} aria-hidden />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown className={classes.names}>
        {paletteGroups().map(({ name, types }) => [
          <Menu.Label key={name}>{f(`palette.${name}`)}</Menu.Label>,
          ...types.map((type) => {
            const Icon = stepIcon(type);
            return (
              <Menu.Item
                key={type}
                leftSection={<Icon size={15} aria-hidden />}
                onClick={() => choose(type)}
                data-type={type}
              >
                {words("type", type)}
              </Menu.Item>
            );
          }),
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}
