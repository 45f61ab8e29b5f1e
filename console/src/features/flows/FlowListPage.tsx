import { ActionIcon, Button, Menu, TextInput, Title } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { api, type Schemas } from "@/api/client";
import { useRun } from "@/components/failures";
import { readDocument } from "@/components/flows/document";
import { useFlowWords } from "@/components/flows/words";
import { Failure, Loading, Notice } from "@/components/Notice";
import { ConfirmDialog } from "./ConfirmDialog";
import { useDateTime } from "./dates";
import classes from "./FlowList.module.css";
import { useFaultWords } from "./faults";
import { deleteFlow, download, loadFlow, storedOf, useMayEdit } from "./flow-api";
import {
  AddIcon,
  CopyIcon,
  DownloadIcon,
  FaultIcon,
  FaultlessIcon,
  MoreIcon,
  RemoveIcon,
  SearchIcon,
  UploadIcon,
} from "./icons";
import { type Beginning, NewFlowDialog } from "./NewFlowDialog";

type Item = Schemas["FlowItem"];
const SHOWN_FAULTS = 3;

/** Every flow: what is published, what is in work, and which numbers lead to it. */
export function FlowListPage() {
  const f = useFlowWords();
  const { t } = useTranslation();
  const run = useRun();
  const mayEdit = useMayEdit();
  const [params, setParams] = useSearchParams();
  const search = params.get("search") ?? "";
  const list = api.useQuery("get", "/api/v1/flows", {}, { staleTime: 0 });
  const { data, refetch } = list;
  const failure: unknown = list.error;
  const [creating, setCreating] = useState<Beginning | null>(null);
  const [removing, setRemoving] = useState<Item | null>(null);
  const [notAFlow, setNotAFlow] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `${f("list.title")} · ${t("app.name")}`;
  }, [f, t]);

  const take = async (chosen: File | undefined) => {
    setNotAFlow(false);
    if (!chosen) return;
    try {
      const given: unknown = JSON.parse(await chosen.text());
      setCreating({ how: "import", document: readDocument(given) });
    } catch {
      setNotAFlow(true);
    }
  };
  if (failure) return <Failure error={failure} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const wanted = search.trim().toLowerCase();
  const shown = data.filter(({ id, name, numbers }) =>
    `${id} ${name} ${numbers.join(" ")}`.toLowerCase().includes(wanted),
  );
  return (
    <div className={classes.page}>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {f("list.title")}
        </Title>
        <span className="dim tabular" role="status">
          {f("list.total", { count: shown.length })}
        </span>
        {mayEdit && (
          <>
            <input
              ref={file}
              type="file"
              accept=".json,application/json"
              hidden
              onChange={(event) => {
                void take(event.currentTarget.files?.[0]);
                event.currentTarget.value = "";
              }}
              data-testid="flow-file"
            />
            <Button
              variant="default"
              leftSection={<UploadIcon size={16} aria-hidden />}
              onClick={() => file.current?.click()}
              data-testid="import-flow"
            >
              {f("list.import")}
            </Button>
            <Button
              leftSection={<AddIcon size={16} aria-hidden />}
              onClick={() => setCreating({ how: "new" })}
              data-testid="new-flow"
            >
              {f("list.new")}
            </Button>
          </>
        )}
      </div>
      <p className={classes.lead}>{f("list.lead")}</p>
      {notAFlow && (
        <p role="alert" className={classes.error}>
          {f("list.notAFlow")}
        </p>
      )}
      <search className={classes.search}>
        <TextInput
          label={f("list.search")}
          placeholder={f("list.searchHint")}
          leftSection={<SearchIcon size={16} aria-hidden />}
          value={search}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setParams(text === "" ? {} : { search: text }, { replace: true });
          }}
        />
      </search>
      <div className={classes.panel}>
        {shown.length === 0 ? (
          <Notice
            title={wanted ? f("list.nothingFound") : f("list.empty")}
            hint={wanted ? f("list.nothingFoundHint") : f("list.emptyHint")}
          />
        ) : (
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{f("list.name")}</th>
                <th scope="col">{f("list.published")}</th>
                <th scope="col">{f("list.draft")}</th>
                <th scope="col">{f("list.numbers")}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {shown.map((item) => (
                <Row
                  key={item.id}
                  item={item}
                  mayEdit={mayEdit === true}
                  remove={() => setRemoving(item)}
                  duplicate={() =>
                    void run(async () => {
                      const { document } = storedOf(await loadFlow(item.id));
                      setCreating({ how: "duplicate", document });
                    })
                  }
                  save={() => void run(async () => download(storedOf(await loadFlow(item.id)).document))}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
      {creating && (
        <NewFlowDialog beginning={creating} taken={data.map(({ id }) => id)} close={() => setCreating(null)} />
      )}
      {removing && (
        <ConfirmDialog
          title={f("remove.title", { name: removing.name })}
          text={
            removing.numbers.length > 0 ? f("remove.used", { numbers: removing.numbers.join(", ") }) : f("remove.text")
          }
          confirm={f("remove.confirm")}
          disabled={removing.numbers.length > 0}
          close={() => setRemoving(null)}
          act={async () => {
            await deleteFlow(removing.id);
            await refetch();
          }}
        />
      )}
    </div>
  );
}

interface RowProps {
  item: Item;
  mayEdit: boolean;
  remove: () => void;
  duplicate: () => void;
  save: () => void;
}

function Row({ item, mayEdit, remove, duplicate, save }: RowProps) {
  const f = useFlowWords();
  const dateTime = useDateTime();
  const fault = useFaultWords();
  const { id, name, published, draft_saved_at, draft_saved_by, numbers, faults, usable, unusable_faults } = item;
  return (
    <tr data-testid="flow-row" data-id={id}>
      <td>
        <Link to={`/flows/${id}`} className={`quiet-link ${classes.main}`}>
          {name}
        </Link>
        <span className={classes.sub}>{id}</span>
      </td>
      <td data-label={f("list.published")}>
        {published ? (
          <>
            {f("list.revision", { revision: published.revision })}
            <span className={classes.sub}>
              {f("list.byAt", { by: published.published_by, at: dateTime(published.published_at) })}
            </span>
            <span className={classes.sub}>{published.reason}</span>
          </>
        ) : (
          <span className="dim">{f("list.never")}</span>
        )}
        {!usable && (
          <>
            <span className={classes.tag} data-tone="bad" data-testid="unusable">
              <FaultIcon size={13} aria-hidden />
              {f("list.unusable")}
            </span>
            <span className={classes.sub}>{f("list.unusableHint")}</span>
            {unusable_faults.slice(0, SHOWN_FAULTS).map((one) => (
              <span key={`${one.code} ${one.step_id} ${one.where}`} className={classes.sub}>
                {fault(one)}
              </span>
            ))}
          </>
        )}
      </td>
      <td data-label={f("list.draft")}>
        {draft_saved_at ? (
          <>
            <span className={classes.tag} data-tone={faults ? "bad" : "good"}>
              {faults ? <FaultIcon size={13} aria-hidden /> : <FaultlessIcon size={13} aria-hidden />}
              {faults ? f("list.faults", { count: faults }) : f("list.noFaults")}
            </span>
            <span className={classes.sub}>{f("list.byAt", { by: draft_saved_by, at: dateTime(draft_saved_at) })}</span>
          </>
        ) : (
          <span className="dim">{f("list.noDraft")}</span>
        )}
      </td>
      <td className="tabular" data-label={f("list.numbers")}>
        {numbers.length > 0 ? numbers.join(", ") : <span className="dim">{f("list.noNumbers")}</span>}
      </td>
      <td className={classes.actions}>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" c="dimmed" aria-label={f("list.actions", { name })}>
              <MoreIcon size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<DownloadIcon size={15} aria-hidden />} onClick={save}>
              {f("list.export")}
            </Menu.Item>
            {mayEdit && (
              <>
                <Menu.Item leftSection={<CopyIcon size={15} aria-hidden />} onClick={duplicate}>
                  {f("list.duplicate")}
                </Menu.Item>
                <Menu.Item leftSection={<RemoveIcon size={15} aria-hidden />} onClick={remove}>
                  {f("list.remove")}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}
