import { Button, NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/api/client";
import { DestinationList } from "@/components/DestinationList";
import type { Found } from "@/components/destinations";
import { useRun } from "@/components/failures";
import { PhoneOutIcon } from "@/components/icons";
import { Keypad } from "@/components/Keypad";
import { SidePanel } from "@/components/SidePanel";
import { dial } from "@/live/call-commands";
import { useMe } from "@/live/live";
import classes from "./DialPanel.module.css";

/** Call a colleague or an outside number: search, keypad, and which of our numbers the other side sees. */
export function DialPanel({ first, close }: { first: string; close: () => void }) {
  const { t } = useTranslation();
  const run = useRun();
  const navigate = useNavigate();
  const me = useMe();
  const { data: options } = api.useQuery("get", "/api/v1/desk/options", {}, { staleTime: 300_000 });
  const [text, setText] = useState(first);
  const [marked, setMarked] = useState<Found | null>(null);
  const [callerId, setCallerId] = useState("");
  const [calling, setCalling] = useState(false);
  const may = me?.state === "ready" || me?.state === "not_ready";
  const callerIds = options?.caller_ids ?? [];
  const call = async (found: Found | null) => {
    if (!may || calling || (found?.kind !== "number" && found?.kind !== "agent")) return;
    setCalling(true);
    const to =
      found.kind === "number"
        ? ({ type: "number", number: found.number } as const)
        : ({ type: "agent", agent_id: found.agent.id } as const);
    const called = await run(() => dial(to, found.kind === "number" ? callerId : ""));
    setCalling(false);
    if (!called) return;
    close();
    void navigate("/");
  };
  return (
    <SidePanel title={t("dialer.title")} close={close} testId="dialer">
      <div className={classes.dialer}>
        <DestinationList
          label={t("dialer.label")}
          kinds={["number", "agent"]}
          text={text}
          write={setText}
          mark={setMarked}
          choose={(found) => void call(found)}
        />
        {options?.may_dial === false && (
          <Text size="sm" c="dimmed">
            {t("dialer.noOutside")}
          </Text>
        )}
        {options?.may_dial && <Keypad quiet press={(digit) => setText(text + digit)} />}
        {callerIds.length > 0 && (
          <NativeSelect
            size="xs"
            label={t("dialer.callerId")}
            value={callerId}
            onChange={(event) => setCallerId(event.currentTarget.value)}
            data={[{ value: "", label: t("dialer.usual") }, ...callerIds]}
            data-testid="caller-id"
          />
        )}
        {!may && (
          <Text size="sm" c="var(--wait-ink)" role="status">
            {t("dialer.notNow")}
          </Text>
        )}
        <Button
          color="green"
          leftSection={<PhoneOutIcon size={17} aria-hidden />}
          disabled={!may || marked === null}
          loading={calling}
          onClick={() => void call(marked)}
          data-testid="dial"
        >
          {t("dialer.call")}
        </Button>
      </div>
    </SidePanel>
  );
}
