import { Button, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallbackItem } from "@/api/generated/frames";
import { useCallbacks, useLive } from "@/live/live";
import { CallbackRow } from "./CallbackRow";
import classes from "./Callbacks.module.css";
import { foundCallbacks } from "./callbacks";
import { CallbackIcon, SearchIcon } from "./icons";
import { Loading, Notice } from "./Notice";

const SHOWN = 50;

/** The callbacks that are promised and still to be made: found by name or number, put off, taken off the list. `chosen` is marked. */
export function Callbacks({ chosen = "" }: { chosen?: string }) {
  const { t } = useTranslation();
  const promised = useCallbacks();
  const { loaded } = useLive();
  const [typed, setTyped] = useState("");
  if (!loaded) return <Loading />;
  if (promised.length === 0)
    return <Notice icon={<CallbackIcon aria-hidden />} title={t("callbacks.none")} hint={t("callbacks.noneHint")} />;
  const found = foundCallbacks(promised, typed);
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
        <CallbackRow key={item.key} item={item} chosen={item.key === chosen} />
      ))}
    </ul>
  );
}
