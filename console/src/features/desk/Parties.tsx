import { ActionIcon, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CallItem, PartyItem } from "@/api/generated/frames";
import { useRun } from "@/components/failures";
import { CancelIcon, HeadsetIcon, LineIcon, MicrophoneIcon, MutedIcon, PersonIcon } from "@/components/icons";
import { PhoneNumber } from "@/components/PhoneNumber";
import { Elapsed } from "@/components/Ticking";
import { dropParty, muteParty } from "@/live/call-commands";
import classes from "./Parties.module.css";

const icons = { customer: PersonIcon, agent: HeadsetIcon, outside: LineIcon };

/** Who is on the call, where each one is, and what can be done about it. Two who talk need no list. */
export function Parties({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  if (call.parties.length < 3 && call.consult === null) return null;
  return (
    <section className={classes.parties} aria-label={t("parties.title")} data-testid="parties">
      <h3 className="section-title">{t("parties.title")}</h3>
      <ul className={classes.list}>
        {call.parties.map((party) => (
          <Party key={party.id} call={call} party={party} />
        ))}
      </ul>
    </section>
  );
}

function Party({ call, party }: { call: CallItem; party: PartyItem }) {
  const { t } = useTranslation();
  const run = useRun();
  const Icon = icons[party.kind];
  const name = useParty()(party);
  const canMute = call.acts.includes("mute") && !party.me && party.place !== "ringing";
  const canDrop = call.acts.includes("drop") && !party.me;
  return (
    <li className={classes.party} data-testid="party" data-kind={party.kind} data-place={party.place}>
      <Icon size={16} aria-hidden />
      <span className={classes.name}>
        {name}
        {party.me && <span className="dim"> · {t("parties.me")}</span>}
        {!party.me && party.number !== "" && name !== party.number && (
          <span className="dim">
            {" · "}
            <PhoneNumber number={party.number} />
          </span>
        )}
      </span>
      <span className={classes.place} data-place={party.place}>
        {t(`place.${party.place}`)} <Elapsed since={party.since} />
      </span>
      <span className={classes.acts}>
        {canMute && (
          <Tooltip label={t(party.muted ? "parties.unmute" : "parties.mute", { name })}>
            <ActionIcon
              variant={party.muted ? "filled" : "default"}
              color={party.muted ? "orange" : undefined}
              aria-label={t(party.muted ? "parties.unmute" : "parties.mute", { name })}
              aria-pressed={party.muted}
              onClick={() => void run(() => muteParty(call.id, party.id, !party.muted))}
              data-testid="party-mute"
            >
              {party.muted ? <MutedIcon size={16} aria-hidden /> : <MicrophoneIcon size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
        {canDrop && (
          <Tooltip label={t("parties.drop", { name })}>
            <ActionIcon
              variant="default"
              aria-label={t("parties.drop", { name })}
              onClick={() => void run(() => dropParty(call.id, party.id))}
              data-testid="party-drop"
            >
              <CancelIcon size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </span>
    </li>
  );
}

/** What to call somebody on a call. */
export function useParty(): (party: PartyItem) => string {
  const { t } = useTranslation();
  return ({ name, number, kind }) => name || number || t(`parties.${kind}`);
}
