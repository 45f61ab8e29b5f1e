import { TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useAgents, useMe, useQueues } from "@/live/live";
import classes from "./DestinationList.module.css";
import { type Found, find } from "./destinations";
import { groupedNumber } from "./format";
import { ListIcon, PhoneOutIcon, QueueIcon, SearchIcon } from "./icons";
import { useMarked } from "./marked";
import { StateBadge, StateIcon } from "./StateBadge";
import { Elapsed } from "./Ticking";

export type Kind = Found["kind"];

interface DestinationListProps {
  label: string;
  kinds: readonly Kind[];
  /** What is marked now; null when nothing matches. */
  mark: (found: Found | null) => void;
  /** Enter, with the modifier that was held. */
  choose: (found: Found, shift: boolean) => void;
  text: string;
  write: (text: string) => void;
  /** Numbers of agents who are on the call already. */
  without?: readonly string[];
}

/** Search with live presence: type, go up and down, press Enter. The focus stays in the field. */
export function DestinationList({ label, kinds, mark, choose, text, write, without = [] }: DestinationListProps) {
  const { t } = useTranslation();
  const agents = useAgents();
  const queues = useQueues();
  const me = useMe();
  const { data: options } = api.useQuery("get", "/api/v1/desk/options", {}, { staleTime: 300_000 });
  const directory = {
    agents,
    queues,
    menus: options?.menus ?? [],
    outside: options?.may_dial === true,
    me: me?.agent_id ?? "",
  };
  const found = find(directory, text).filter(
    (one) => kinds.includes(one.kind) && !(one.kind === "agent" && without.includes(one.agent.number)),
  );
  const { at, marked, mark: moveTo, move, list, idOf, field } = useMarked(found);
  const markedKey = marked === null ? "" : `${marked.key}|${marked.kind === "number" ? marked.number : ""}`;
  const tell = useRef(mark);
  tell.current = mark;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is marked is told when it is another one
  useEffect(() => tell.current(marked), [markedKey]);

  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && marked !== null) {
      event.preventDefault();
      choose(marked, event.shiftKey);
    }
    move(event);
  };
  return (
    <div className={classes.search}>
      <TextInput
        data-autofocus
        label={label}
        placeholder={t(directory.outside ? "destination.placeholder" : "destination.placeholderInside")}
        leftSection={<SearchIcon size={16} aria-hidden />}
        value={text}
        onChange={(event) => {
          write(event.currentTarget.value);
          moveTo("");
        }}
        onKeyDown={press}
        {...field}
        data-testid="destination-search"
      />
      <div id={list} role="listbox" aria-label={label} className={classes.list} tabIndex={-1}>
        {found.map((one, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus and names this one
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={one.key}
            id={idOf(index)}
            role="option"
            aria-selected={index === at}
            className={classes.option}
            onClick={() => moveTo(one.key)}
            onDoubleClick={() => choose(one, false)}
            data-testid="destination"
            data-kind={one.kind}
          >
            <Option found={one} />
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className={classes.none} role="status">
          {t(text.trim() === "" ? "destination.start" : "destination.none")}
        </p>
      )}
    </div>
  );
}

function Option({ found }: { found: Found }) {
  const { t } = useTranslation();
  switch (found.kind) {
    case "number":
      return (
        <>
          <PhoneOutIcon size={16} aria-hidden />
          <span className={classes.name}>{t("destination.outside", { number: groupedNumber(found.number) })}</span>
        </>
      );
    case "agent":
      return (
        <>
          <StateIcon state={found.agent.state} />
          <span className={`${classes.name} ${found.free ? "" : "dim"}`}>
            {found.agent.name} <span className="dim tabular">{found.agent.number}</span>
          </span>
          <span className={classes.side}>
            {found.agent.reachable ? (
              <>
                <StateBadge state={found.agent.state} reason={found.agent.reason} />{" "}
                {found.agent.since !== null && <Elapsed since={found.agent.since} />}
              </>
            ) : (
              t("board.unreachable")
            )}
          </span>
        </>
      );
    case "queue":
      return (
        <>
          <QueueIcon size={16} aria-hidden />
          <span className={classes.name}>{found.queue.name}</span>
          <span className={classes.side}>
            {t("destination.queue", { waiting: found.queue.waiting, ready: found.queue.ready })}
            {found.queue.oldest_since && (
              <>
                {" · "}
                <Elapsed since={found.queue.oldest_since} />
              </>
            )}
          </span>
        </>
      );
    case "menu":
      return (
        <>
          <ListIcon size={16} aria-hidden />
          <span className={classes.name}>{found.menu.name}</span>
        </>
      );
  }
}
