import { Menu } from "@mantine/core";
import type { Position } from "@/components/flows/document";
import { stepIcon } from "@/components/flows/step-icons";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import classes from "./Canvas.module.css";
import { useEditorContext } from "./editor-context";
import { paletteGroups } from "./palette-groups";

/** A connection that was let go over nothing: what is to stand there? */
export interface Dropped {
  step: string;
  outcome: string;
  /** In the window. */
  screen: Position;
  /** On the canvas. */
  at: Position;
}

export function DropMenu({ dropped, close }: { dropped: Dropped; close: () => void }) {
  const f = useFlowWords();
  const label = useCodeLabel();
  const { store } = useEditorContext();
  const { step, outcome, screen, at } = dropped;
  return (
    <Menu opened onClose={close} position="right-start" withinPortal>
      <Menu.Target>
        <span className={classes.dropPoint} style={{ left: screen.x, top: screen.y }} />
      </Menu.Target>
      <Menu.Dropdown className={classes.dropMenu}>
        {paletteGroups().map(({ name, types }) => [
          <Menu.Label key={name}>{f(`palette.${name}`)}</Menu.Label>,
          ...types.map((type) => {
            const Icon = stepIcon(type);
            return (
              <Menu.Item
                key={type}
                leftSection={<Icon size={15} aria-hidden />}
                onClick={() => {
                  const place = { x: Math.round(at.x), y: Math.round(at.y) - 20 };
                  store.add({ type, at: place, from: { step, outcome } });
                }}
                data-type={type}
              >
                {label("type", type)}
              </Menu.Item>
            );
          }),
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}
