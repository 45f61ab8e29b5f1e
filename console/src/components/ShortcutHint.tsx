import classes from "./ShortcutHint.module.css";
import { keyName, type ShortcutName, useShortcuts } from "./shortcuts";

/** The keys of a shortcut beside its button, for learning by seeing. */
export function ShortcutHint({ name }: { name: ShortcutName }) {
  const { keys } = useShortcuts();
  return (
    <span className={classes.hint} aria-hidden>
      Ctrl Alt {keyName(keys[name])}
    </span>
  );
}
