import { TextInput } from "@mantine/core";
import { useState } from "react";
import { stepIcon } from "@/components/flows/step-icons";
import { useCodeLabel, useFlowWords } from "@/components/flows/words";
import { useEditorContext } from "./editor-context";
import classes from "./Palette.module.css";
import { paletteGroups } from "./palette-groups";

/** What a dragged type of step is called in the drag's payload. */
export const DRAGGED = "application/x-ringdesk-step";

/** The types of steps: dragged onto the canvas, or added by a click. */
export function Palette() {
  const f = useFlowWords();
  const label = useCodeLabel();
  const { store, say } = useEditorContext();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const fits = (type: string) => wanted === "" || `${type} ${label("type", type)}`.toLowerCase().includes(wanted);
  return (
    <section className={classes.palette} aria-label={f("palette.title")} data-testid="palette">
      <TextInput
        size="xs"
        aria-label={f("palette.search")}
        placeholder={f("palette.search")}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <p className={classes.hint}>{f("palette.hint")}</p>
      {paletteGroups().map(({ name, types }) => {
        const shown = types.filter(fits);
        if (shown.length === 0) return null;
        return (
          <div key={name}>
            <h2 className={classes.title}>{f(`palette.${name}`)}</h2>
            {shown.map((type) => {
              const Icon = stepIcon(type);
              return (
                <button
                  key={type}
                  type="button"
                  className={classes.item}
                  title={label("about", type)}
                  draggable
                  onDragStart={(event) => {
                    event.dataTransfer.setData(DRAGGED, type);
                    event.dataTransfer.effectAllowed = "copy";
                  }}
                  onClick={() => {
                    store.add({ type });
                    say(f("outline.added", { name: label("type", type) }));
                  }}
                  data-testid={`palette-${type}`}
                >
                  <Icon size={16} aria-hidden />
                  {label("type", type)}
                </button>
              );
            })}
          </div>
        );
      })}
    </section>
  );
}
