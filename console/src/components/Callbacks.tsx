import { Button, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallbackItem } from "@/live/callback-commands";
import { CallbackRow } from "./CallbackRow";
import classes from "./Callbacks.module.css";
import { foundCallbacks, useCallbacks } from "./callbacks";
import { CallbackIcon, SearchIcon } from "./icons";
import { Failure, Loading, Notice } from "./Notice";

const SHOWN = 50;

/** The callbacks that are promised and still to be made: found by name or number, put off, taken off the list. `chosen` is marked. */
export function Callbacks({ chosen = "" }: { chosen?: string }) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useCallbacks();
  const [typed, setTyped] = useState("");
  const failed: unknown = error; // the route declares no refusals, so that its type says there are none
  if (failed) return <Failure error={failed} retry={() => void refetch()} />;
  if (isPending || data === undefined) return <Loading />;
  if (data.length === 0)
    return <Notice icon={<CallbackIcon aria-hidden />} title={t("callbacks.none")} hint={t("callbacks.noneHint")} />;
  const found = foundCallbacks(data, typed);
  return (
    <div className={classes.callbacks} data-testid="callbacks">
      <TextInput
        type="search"
        size="sm"
        aria-label={t("callbacks.search")}
        placeholder={t("callbacks.search")}
        leftSection={<SearchIcon size={15} aria-hidden />}
        value={typed}
        maxLength={64}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      <Text size="xs" c="dimmed" role="status">
        {t("callbacks.count", { count: found.length })}
      </Text>
      {found.length === 0 && (
        <Notice title={t("callbacks.notFound")}>
          <Button variant="default" size="xs" onClick={() => setTyped("")}>
            {t("interactions.clear")}
          </Button>
        </Notice>
      )}
      <List items={found.slice(0, SHOWN)} chosen={chosen} />
      {found.length > SHOWN && (
        <Text size="sm" c="dimmed">
          {t("callbacks.more", { count: found.length - SHOWN })}
        </Text>
      )}
    </div>
  );
}

function List({ items, chosen }: { items: CallbackItem[]; chosen: string }) {
  return (
    <ul className={classes.list}>
      {items.map((item) => (
        <CallbackRow key={item.id} item={item} chosen={item.id === chosen} />
      ))}
    </ul>
  );
}
