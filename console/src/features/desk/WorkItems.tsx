import { Button, UnstyledButton } from "@mantine/core";
import { type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CallbackItem } from "@/api/generated/frames";
import { dateTime, duration, groupedNumber } from "@/components/format";
import { CallbackIcon, FaxIcon, FollowUpIcon, MissedIcon, VoicemailIcon } from "@/components/icons";
import { Failure } from "@/components/Notice";
import { useShortcut } from "@/components/shortcuts";
import { Elapsed } from "@/components/Ticking";
import { useNow } from "@/live/clock";
import { useMe, useQueueName } from "@/live/live";
import desk from "./Desk.module.css";
import classes from "./WorkItems.module.css";
import { type Counts, type Owed, type OwedKind, owedKinds, useOwed, useWorkPlace, type WorkItem } from "./work";

export const workIcons: Record<OwedKind, typeof MissedIcon> = {
  missed: MissedIcon,
  voicemail: VoicemailIcon,
  fax: FaxIcon,
  callback: CallbackIcon,
  follow_up: FollowUpIcon,
};

/** What is owed to callers: callbacks, messages, those who gave up, own promises; one list, the oldest promise first. */
export function WorkItems() {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const { kind, chosen, to, narrow } = useWorkPlace();
  const { rows, counts, data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useOwed(kind);
  useShortcut("work", () => list.current?.querySelector("a")?.focus());
  const total = counts === null ? 0 : owedKinds.reduce((sum, one) => sum + counts[one], 0);
  const left = (kind === "" ? total : (counts?.[kind] ?? 0)) - rows.length;
  return (
    <div className={desk.group} data-testid="work-items">
      <h2 className={`section-title ${desk.groupTitle}`}>
        {t("work.title")}
        {total > 0 && <span className="tabular">{total}</span>}
      </h2>
      {counts !== null && (total > 0 || kind !== "") && (
        <Filters counts={counts} total={total} kind={kind} narrow={narrow} />
      )}
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {data && rows.length === 0 && <p className={desk.empty}>{t(kind === "" ? "work.none" : "work.noneOfKind")}</p>}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows go from link to link, which have the focus */}
      <div ref={list} onKeyDown={(event) => step(list.current, event)}>
        {rows.map((owed) => (
          <Entry key={owed.key} owed={owed} chosen={owed.key === chosen} to={to(owed.key === chosen ? "" : owed.key)} />
        ))}
      </div>
      {hasNextPage && (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
          data-testid="work-more"
        >
          {t("work.more", { count: Math.max(left, 1) })}
        </Button>
      )}
    </div>
  );
}

/** Up and down from entry to entry. */
function step(list: HTMLElement | null, event: KeyboardEvent): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0 || list === null) return;
  const links = [...list.querySelectorAll("a")];
  const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

interface FiltersProps {
  counts: Counts;
  total: number;
  kind: OwedKind | "";
  narrow: (kind: string) => void;
}

function Filters({ counts, total, kind, narrow }: FiltersProps) {
  const { t } = useTranslation();
  const choices = [
    { value: "" as const, label: t("work.all"), count: total },
    ...owedKinds
      .filter((value) => counts[value] > 0 || value === kind)
      .map((value) => ({ value, label: t(`workKinds.${value}`), count: counts[value] })),
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend where the heading stands
    <div className={classes.filters} role="group" aria-label={t("work.filter")}>
      {choices.map(({ value, label, count }) => (
        <UnstyledButton
          key={value}
          className={classes.filter}
          aria-pressed={kind === value}
          aria-label={t("work.filterBy", { label, count })}
          onClick={() => narrow(kind === value ? "" : value)}
          data-testid={`work-filter-${value || "all"}`}
        >
          {label} <span className="tabular">{count}</span>
        </UnstyledButton>
      ))}
    </div>
  );
}

function Entry({ owed, chosen, to }: { owed: Owed; chosen: boolean; to: string }) {
  const kind = owed.item?.kind ?? "callback";
  const Icon = workIcons[kind];
  const { number, customer_name } = owed.item ?? owed.callback;
  return (
    <Link
      to={to}
      className={desk.item}
      aria-current={chosen || undefined}
      data-testid="work-item"
      data-kind={kind}
      data-live={owed.callback ? "" : undefined}
    >
      <Icon size={16} className="dim" aria-hidden />
      <span className={desk.itemName}>{customer_name || groupedNumber(number)}</span>
      {owed.item ? <ItemLines item={owed.item} /> : <CallbackLines callback={owed.callback} />}
    </Link>
  );
}

function ItemLines({ item }: { item: WorkItem }) {
  const { t } = useTranslation();
  const queueName = useQueueName();
  const me = useMe()?.agent_id;
  const what = [
    item.contacts > 1
      ? t("work.kindTimes", { kind: t(`workKind.${item.kind}`), count: item.contacts })
      : t(`workKind.${item.kind}`),
    item.queue && queueName(item.queue),
  ];
  const next = item.note.split("\n", 1)[0] || t(`workNext.${item.kind}`);
  const others = item.owner_id !== null && item.owner_id !== me;
  return (
    <>
      <span className={desk.itemSide}>
        <Owing item={item} />
      </span>
      <span className={desk.itemMore}>{what.filter(Boolean).join(" · ")}</span>
      <span className={`${desk.itemMore} dim`}>
        {others
          ? t("work.takenBy", { name: item.owner_name })
          : item.owner_id === null || item.kind === "follow_up"
            ? next
            : `${next} · ${t("work.mine")}`}
      </span>
    </>
  );
}

function CallbackLines({ callback }: { callback: CallbackItem }) {
  const { t, i18n } = useTranslation();
  const { due_at, state, attempt, queue } = callback;
  return (
    <>
      <span className={desk.itemSide}>
        {due_at === null ? <Elapsed since={callback.since} /> : <Due at={due_at} />}
      </span>
      <span className={desk.itemMore}>{[t("work.promised"), queue].join(" · ")}</span>
      <span className={`${desk.itemMore} dim`}>
        {state === "scheduled" && due_at !== null
          ? t("callbacks.scheduled", { when: dateTime(due_at, i18n.language) })
          : t(`callbackNext.${state}`)}
        {attempt > 1 && <> · {t("callbacks.attempt", { attempt, attempts: callback.attempts })}</>}
      </span>
    </>
  );
}

const HOUR = 3_600_000;

/** Since when somebody waits for us, or when something was promised for. */
export function Owing({ item }: { item: WorkItem }) {
  const { i18n } = useTranslation();
  const now = useNow();
  if (item.due_at !== item.created_at) return <Due at={item.due_at} />;
  const since = now - Date.parse(item.due_at);
  if (since > 24 * HOUR) return <span className="nowrap">{dateTime(item.due_at, i18n.language)}</span>;
  return <span className="nowrap tabular">{duration(since)}</span>;
}

/** When it was promised: how late it is, how soon it comes, or the day. */
export function Due({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const left = Date.parse(at) - useNow();
  if (left > HOUR || left < -24 * HOUR) return <span className="nowrap">{dateTime(at, i18n.language)}</span>;
  const late = left < 0;
  return (
    <span className={classes.due} data-late={late || undefined}>
      {t(late ? "work.since" : "work.in", { time: duration(Math.abs(left)) })}
    </span>
  );
}
