import { Button, Checkbox, Group, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { asRefusal, type Refusal } from "@/api/client";
import { type AdminKey, useCodeWords, useRefusalText, useWords } from "@/components/admin-words";
import { Loading } from "@/components/Notice";
import classes from "./Admin.module.css";
import { type Kind, removeThings, type Use, useRefresh, usesOf } from "./admin-api";
import { useSaved } from "./saved";

interface RemoveDialogProps {
  kind: Kind;
  ids: Record<string, string>;
  name?: string;
  close: () => void;
  removed: () => void;
}

/** Says what depends on the things before they are removed. */
export function RemoveDialog({ kind, ids, name, close, removed }: RemoveDialogProps) {
  const a = useWords();
  const { t } = useTranslation();
  const text = useRefusalText();
  const refresh = useRefresh();
  const tell = useSaved();
  const [release, setRelease] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const keys = Object.keys(ids);
  const { data: uses } = useQuery({
    queryKey: ["admin", kind, "uses", keys],
    queryFn: async () => {
      const found = await Promise.all(keys.slice(0, 20).map((key) => usesOf(kind, key)));
      return found.flat().filter((use) => !(use.kind === kind && use.key in ids) || !use.releasable);
    },
    staleTime: 0,
    gcTime: 0,
  });
  const shown = refusal !== null && refusal.uses.length > 0 ? refusal.uses : uses;
  const stuck = shown?.some((use) => !use.releasable) ?? true;
  const onlyPast = shown?.every((use) => use.kind === "contacts") ?? false;
  const inUse = (shown?.length ?? 0) > 0;

  const remove = async () => {
    setBusy(true);
    try {
      const made = await removeThings(kind, ids, release);
      tell(made?.change ?? 0, a("removed"));
      removed();
      close();
      await refresh();
    } catch (error) {
      setRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      title={
        keys.length === 1 ? a("removeTitle", { name: name || keys[0] || "" }) : a("removeMany", { count: keys.length })
      }
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      {shown === undefined ? (
        <Loading />
      ) : (
        <div className={classes.rows}>
          {!inUse && <p>{a("notInUse")}</p>}
          {inUse && (
            <>
              <p>{stuck ? a("inUseStuck") : a("inUse")}</p>
              <ul className={classes.uses} data-testid="uses">
                {shown.slice(0, 30).map((use) => (
                  <UseLine key={`${use.kind}/${use.key}/${use.how}`} use={use} />
                ))}
              </ul>
              {shown.length > 30 && <p className="dim">{a("andMore", { count: shown.length - 30 })}</p>}
              {!stuck && (
                <Checkbox
                  label={a(onlyPast ? "labelLost" : "releaseToo")}
                  checked={release}
                  onChange={(event) => setRelease(event.currentTarget.checked)}
                />
              )}
            </>
          )}
          <div role="alert">{refusal && refusal.uses.length === 0 && text(refusal)}</div>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {a("cancel")}
            </Button>
            <Button
              color="red"
              loading={busy}
              disabled={inUse && (stuck || !release)}
              onClick={() => void remove()}
              data-testid="remove-confirm"
            >
              {a("remove")}
            </Button>
          </Group>
        </div>
      )}
    </Modal>
  );
}

const nameless = new Set(["calls", "contacts", "outgoing"]);
const places: Record<string, string> = {
  people: "/admin/people",
  queues: "/admin/queues",
  numbers: "/admin/numbers",
  dispositions: "/admin/dispositions",
  flows: "/flows",
};

function UseLine({ use }: { use: Use }) {
  const a = useWords();
  const word = useCodeWords();
  const kind = word("kindOne", use.kind);
  const how = use.how.startsWith("keys.")
    ? a("how.key", { key: use.how.slice(5) })
    : word("how", use.how.replace(".", "_") as AdminKey);
  const place = places[use.kind];
  const name = use.name || (nameless.has(use.kind) ? "" : use.key);
  return (
    <li>
      {kind}{" "}
      {place ? (
        <Link className="plain-link" to={`${place}/${encodeURIComponent(use.key)}`}>
          {name}
        </Link>
      ) : (
        name
      )}
      <span className="dim"> · {how}</span>
    </li>
  );
}
