import type { Node, NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useFlowWords } from "@/components/flows/words";
import classes from "./Canvas.module.css";
import { useEditorContext } from "./editor-context";
import { CloseIcon, NoteIcon } from "./icons";

export interface NoteData extends Record<string, unknown> {
  text: string;
  place: number;
}

export type NoteNodeType = Node<NoteData, "note">;

/** A note on the canvas; dragged by its head. */
export const NoteNode = memo(function NoteNode({ id, data, selected }: NodeProps<NoteNodeType>) {
  const f = useFlowWords();
  const { store } = useEditorContext();
  return (
    <div className={classes.note} data-picked={selected}>
      <div className={classes.noteHead}>
        <NoteIcon size={14} aria-hidden />
        <span>{f("editor.note")}</span>
        {!store.readOnly && (
          <button
            type="button"
            aria-label={f("canvas.removeNote")}
            className="nodrag"
            onClick={() => store.remove([id])}
          >
            <CloseIcon size={13} aria-hidden />
          </button>
        )}
      </div>
      <textarea
        className="nodrag nowheel nopan"
        aria-label={f("canvas.noteText")}
        value={data.text}
        maxLength={2_000}
        readOnly={store.readOnly}
        onChange={(event) => {
          const text = event.currentTarget.value;
          store.change(
            (now) => ({
              ...now,
              comments: now.comments?.map((note, place) => (place === data.place ? { ...note, text } : note)),
            }),
            id,
          );
        }}
      />
    </div>
  );
});
