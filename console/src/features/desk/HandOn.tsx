import { Button, Checkbox, CloseButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallItem } from "@/api/generated/frames";
import { DestinationList, type Kind } from "@/components/DestinationList";
import type { Found } from "@/components/destinations";
import { useRun } from "@/components/failures";
import { AddPersonIcon, ConsultIcon, TransferIcon } from "@/components/icons";
import { addParty, consult, type Destination, type Partner, transfer } from "@/live/call-commands";
import classes from "./HandOn.module.css";

export type Purpose = "transfer" | "add";

const kinds: Record<Purpose, readonly Kind[]> = {
  transfer: ["number", "agent", "queue", "menu"],
  add: ["number", "agent", "queue"],
};

/** Hand the caller on, with or without talking first, or bring somebody in. It opens within the call and hides nothing of it. */
export function HandOn({ call, purpose, close }: { call: CallItem; purpose: Purpose; close: () => void }) {
  const { t } = useTranslation();
  const run = useRun();
  const panel = useRef<HTMLElement>(null);
  const [marked, setMarked] = useState<Found | null>(null);
  const [text, setText] = useState("");
  const [comesBack, setComesBack] = useState(true);
  const may = (act: CallItem["acts"][number]) => call.acts.includes(act);
  useEffect(() => panel.current?.querySelector("input")?.focus(), []);

  const partner = marked === null ? null : partnerOf(marked);
  const toMenu = marked?.kind === "menu";
  const done = async (command: () => Promise<void>) => {
    if (await run(command)) close();
  };
  const hand = (found: Found | null) => {
    const to = found && destinationOf(found, comesBack);
    if (to && may(to.type === "menu" ? "to_menu" : "transfer")) void done(() => transfer(call.id, to));
  };
  const ask = (found: Found | null) => {
    const to = found && partnerOf(found);
    if (to && may("consult")) void done(() => consult(call.id, to));
  };
  const add = (found: Found | null) => {
    const to = found && partnerOf(found);
    if (to && may("add")) void done(() => addParty(call.id, to));
  };
  return (
    <section
      ref={panel}
      className={classes.panel}
      aria-label={t(`handOn.${purpose}`)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.nativeEvent.isComposing) close();
      }}
      data-testid="hand-on"
    >
      <CloseButton className={classes.close} aria-label={t("app.close")} onClick={close} />
      <DestinationList
        label={t(`handOn.${purpose}Label`)}
        kinds={kinds[purpose]}
        text={text}
        write={setText}
        without={call.parties.filter(({ kind }) => kind === "agent").map(({ number }) => number)}
        mark={setMarked}
        choose={(found, shift) => {
          if (purpose === "add") add(found);
          else if (shift) ask(found);
          else hand(found);
        }}
      />
      {toMenu && (
        <Checkbox
          label={t("handOn.comesBack")}
          description={t("handOn.comesBackHint")}
          checked={comesBack}
          onChange={(event) => setComesBack(event.currentTarget.checked)}
        />
      )}
      <div className={classes.actions}>
        {purpose === "transfer" ? (
          <>
            <Button
              leftSection={<TransferIcon size={16} aria-hidden />}
              rightSection={<Hint keys="Enter" />}
              disabled={marked === null || !may(toMenu ? "to_menu" : "transfer")}
              onClick={() => hand(marked)}
              data-testid="transfer-now"
            >
              {toMenu ? t("handOn.sendThere") : t("handOn.now")}
            </Button>
            <Button
              variant="default"
              leftSection={<ConsultIcon size={16} aria-hidden />}
              rightSection={<Hint keys="⇧ Enter" />}
              disabled={partner === null || !may("consult")}
              onClick={() => ask(marked)}
              data-testid="consult-first"
            >
              {t("handOn.consult")}
            </Button>
          </>
        ) : (
          <Button
            leftSection={<AddPersonIcon size={16} aria-hidden />}
            rightSection={<Hint keys="Enter" />}
            disabled={partner === null || !may("add")}
            onClick={() => add(marked)}
            data-testid="add-party"
          >
            {t("handOn.addNow")}
          </Button>
        )}
      </div>
    </section>
  );
}

function Hint({ keys }: { keys: string }) {
  return (
    <span className={classes.hint} aria-hidden>
      {keys}
    </span>
  );
}

function partnerOf(found: Found): Partner | null {
  switch (found.kind) {
    case "number":
      return { type: "number", number: found.number };
    case "agent":
      return { type: "agent", agent_id: found.agent.id };
    case "queue":
      return { type: "queue", queue_id: found.queue.id };
    case "menu":
      return null;
  }
}

function destinationOf(found: Found, comesBack: boolean): Destination | null {
  if (found.kind !== "menu") return partnerOf(found);
  return { type: "menu", flow_id: found.menu.flow_id, step_id: found.menu.step_id, comes_back: comesBack };
}
