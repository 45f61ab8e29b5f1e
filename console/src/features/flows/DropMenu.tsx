import { Menu } from "@mantine/core";
import type { Position } from "@/components/flows/document";
import classes from "./Canvas.module.css";
import { useEditorContext } from "./editor-context";
import { TypeItems } from "./TypeItems";

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
  const { store } = useEditorContext();
  const { step, outcome, screen, at } = dropped;
  return (
    <Menu opened onClose={close} position="right-start" withinPortal>
      <Menu.Target>
        <span className={classes.dropPoint} style={{ left: screen.x, top: screen.y }} />
      </Menu.Target>
      <Menu.Dropdown className={classes.dropMenu}>
        <TypeItems
          choose={(type) => {
            const place = { x: Math.round(at.x), y: Math.round(at.y) - 20 };
            store.add({ type, at: place, from: { step, outcome } });
          }}
        />
      </Menu.Dropdown>
    </Menu>
  );
}
