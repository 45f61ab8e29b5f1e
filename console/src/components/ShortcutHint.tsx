import classes from "./ShortcutHint.module.css";
import { keyNames, type ShortcutName } from "./shortcut-keys";
import { useShortcuts } from "./shortcuts";

/** The keys of a shortcut beside its button, for learning by seeing. */
export function ShortcutHint({ name }: { name: ShortcutName }) {
  const { keys } = useShortcuts();
  return (
    <span className={classes.hint} aria-hidden>
      {keyNames(keys[name]).join(" ")}
    </span>
  );
}
