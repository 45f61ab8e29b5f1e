import { ActionIcon, Button, Menu } from "@mantine/core";
import classes from "./Form.module.css";
import { AddIcon } from "./icons";
import { TypeItems } from "./TypeItems";

interface StepMenuProps {
  label: string;
  choose: (type: string) => void;
  testId: string;
  /** The words stand on the button, too. */
  wide?: boolean;
}

/** Chooses a type of step to make; a menu, so that arrows alone make nothing. */
export function StepMenu({ label, choose, testId, wide = false }: StepMenuProps) {
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
        <TypeItems choose={choose} />
      </Menu.Dropdown>
    </Menu>
  );
}
