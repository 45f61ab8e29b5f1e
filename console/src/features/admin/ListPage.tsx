import { Button, Checkbox, Menu, NativeSelect, Title, UnstyledButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { useWords } from "@/components/admin-words";
import {
  AddIcon,
  DownIcon,
  DownloadIcon,
  MoreIcon,
  NextIcon,
  PreviousIcon,
  SortIcon,
  UpIcon,
  UploadIcon,
} from "@/components/icons";
import { NotFound } from "@/components/NotFound";
import { Failure, Loading, Notice } from "@/components/Notice";
import { SearchField } from "@/components/SearchField";
import classes from "./Admin.module.css";
import { type Item, type Kind, useOptions, useThings } from "./admin-api";
import { BulkBar } from "./BulkBar";
import { type Described, described, type ListedKind, listedKinds } from "./kinds";
import { OrderButtons } from "./OrderButtons";
import { useMayChange } from "./role";
import { SheetDialog } from "./SheetDialog";

const SIZE = 50;

/** Everything of a kind: searched, filtered, sorted, paged, and picked for changes to many. */
export function ListPage() {
  const { kind = "" } = useParams();
  const a = useWords();
  const found = listedKinds.find((one) => one === kind);
  if (found === undefined) return <NotFound home="/admin" label={a("title")} />;
  return <List key={kind} about={described[found] as unknown as Described<"teams">} />;
}

function List<K extends Kind>({ about }: { about: Described<K> }) {
  const kind = about.kind as ListedKind;
  const a = useWords();
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const options = useOptions();
  const mayChange = useMayChange();
  const [picked, setPicked] = useState<Record<string, string>>({});
  const [importing, setImporting] = useState(false);
  const get = (name: string) => params.get(name) ?? "";
  const set = (changes: Record<string, string>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete("page");
        for (const [name, value] of Object.entries(changes)) {
          if (value === "") next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const page = Math.max(1, Number(get("page")) || 1);
  const filters = Object.fromEntries(["search", ...about.filters].map((name) => [name, get(name) || undefined]));
  const { data, error, isPending, isPlaceholderData, refetch } = useThings(kind, {
    ...filters,
    sort: get("sort") || undefined,
    descending: get("descending") === "yes" || undefined,
    page,
    size: SIZE,
  });
  useEffect(() => {
    document.title = `${a(`${kind}.title`)} · ${t("app.name")}`;
  }, [a, t, kind]);

  const filtered = Object.values(filters).some((value) => value !== undefined);
  const rows = (data?.rows ?? []) as unknown as Item<K>[];
  const mayPick = mayChange || kind === "people";
  const allPicked = rows.length > 0 && rows.every(({ id }) => id in picked);
  const last = Math.max(1, Math.ceil((data?.total ?? 0) / SIZE));
  const query = new URLSearchParams(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return (
    <>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {a(`${kind}.title`)}
        </Title>
        <span className="dim tabular" role="status">
          {data && a("total", { count: data.total })}
        </span>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<MoreIcon size={16} aria-hidden />} data-testid="file-menu">
              {a("file")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              component="a"
              href={`/api/v1/admin/${kind}.csv?${query}`}
              download
              leftSection={<DownloadIcon size={16} aria-hidden />}
            >
              {a("export")}
            </Menu.Item>
            {mayChange && (
              <Menu.Item
                leftSection={<UploadIcon size={16} aria-hidden />}
                onClick={() => setImporting(true)}
                data-testid="import"
              >
                {a("import")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
        {mayChange && (
          <Button
            component={Link}
            to={`/admin/${kind}/new`}
            leftSection={<AddIcon size={16} aria-hidden />}
            data-testid="add"
          >
            {a(`${kind}.add`)}
          </Button>
        )}
      </div>
      <p className={classes.lead}>{a(`${kind}.lead`)}</p>
      <search className={classes.filters} aria-label={a("filters")}>
        <SearchField
          label={a("search")}
          value={get("search")}
          set={(search) => set({ search })}
          longest={100}
          testId="search"
        />
        {about.filters.map((name) => (
          <NativeSelect
            key={name}
            label={a(`column.${name}`)}
            value={get(name)}
            onChange={(event) => set({ [name]: event.currentTarget.value })}
            data={[{ value: "", label: a("any") }, ...choicesOf(name)]}
          />
        ))}
        {filtered && (
          <Button variant="subtle" onClick={() => setParams({}, { replace: true })}>
            {a("clear")}
          </Button>
        )}
      </search>
      <div className={classes.panel} aria-busy={isPlaceholderData}>
        {error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : isPending ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Notice
            title={filtered ? a("nothingFound") : a(`${kind}.empty`)}
            hint={filtered ? a("nothingFoundHint") : a(`${kind}.emptyHint`)}
          >
            {mayChange && !filtered && (
              <Button component={Link} to={`/admin/${kind}/new`}>
                {a(`${kind}.add`)}
              </Button>
            )}
          </Notice>
        ) : (
          <table className={classes.table}>
            <caption className="visually-hidden">{a(`${kind}.title`)}</caption>
            <thead>
              <tr>
                {mayPick && (
                  <th scope="col" className={classes.pick}>
                    <Checkbox
                      aria-label={a("pickAll")}
                      checked={allPicked}
                      indeterminate={!allPicked && rows.some(({ id }) => id in picked)}
                      onChange={() =>
                        setPicked(allPicked ? {} : Object.fromEntries(rows.map(({ id, version }) => [id, version])))
                      }
                    />
                  </th>
                )}
                <SortedHead title={a(`${kind}.one`)} sort="name" get={get} set={set} />
                {about.columns.map((column) => (
                  <SortedHead
                    key={column.title}
                    title={a(column.title)}
                    sort={column.sort}
                    figure={column.figure}
                    narrow={column.narrow}
                    get={get}
                    set={set}
                  />
                ))}
                {(kind === "reasons" || kind === "dispositions") && mayChange && !filtered && (
                  <th scope="col">{a("column.order")}</th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((item, at) => (
                <tr key={item.id} data-selected={item.id in picked} data-testid="admin-row" data-id={item.id}>
                  {mayPick && (
                    <td className={classes.pick}>
                      <Checkbox
                        aria-label={a("pick", { name: about.name(item.value) })}
                        checked={item.id in picked}
                        onChange={(event) =>
                          setPicked((before) => {
                            const { [item.id]: _, ...others } = before;
                            return event.target.checked ? { ...others, [item.id]: item.version } : others;
                          })
                        }
                      />
                    </td>
                  )}
                  <td>
                    <Link to={`/admin/${kind}/${encodeURIComponent(item.id)}`} className={`quiet-link ${classes.main}`}>
                      {about.name(item.value)}
                    </Link>
                    <SubLine kind={kind} item={item} name={about.name(item.value)} />
                  </td>
                  {about.columns.map((column) => (
                    <td
                      key={column.title}
                      className={[column.figure && classes.figure, column.narrow && classes.narrowHide]
                        .filter(Boolean)
                        .join(" ")}
                    >
                      {column.cell(item, options)}
                    </td>
                  ))}
                  {(kind === "reasons" || kind === "dispositions") && mayChange && !filtered && (
                    <td>
                      <OrderButtons kind={kind} codes={rows.map(({ id }) => id)} at={at} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {last > 1 && (
        <nav className={classes.pager} aria-label={a("pages")}>
          <Button
            variant="default"
            disabled={page === 1}
            leftSection={<PreviousIcon size={16} aria-hidden />}
            onClick={() => set({ page: String(page - 1) })}
          >
            {t("interactions.previous")}
          </Button>
          <span className="dim tabular">{a("pageOf", { page, last })}</span>
          <Button
            variant="default"
            disabled={page >= last}
            rightSection={<NextIcon size={16} aria-hidden />}
            onClick={() => set({ page: String(page + 1) })}
          >
            {t("interactions.next")}
          </Button>
        </nav>
      )}
      {Object.keys(picked).length > 0 && (
        <BulkBar kind={kind} ids={picked} mayChange={mayChange} clear={() => setPicked({})} />
      )}
      {importing && <SheetDialog kind={kind} close={() => setImporting(false)} />}
    </>
  );

  function choicesOf(name: "role" | "team" | "queue" | "skill" | "active") {
    if (name === "role")
      return (["agent", "supervisor", "admin"] as const).map((value) => ({ value, label: t(`role.${value}`) }));
    if (name === "active")
      return [
        { value: "true", label: a("word.active") },
        { value: "false", label: a("word.inactive") },
      ];
    const known = { team: options.teams, queue: options.queues, skill: options.skills }[name];
    return known.map((one) => ({ value: one.id, label: one.name }));
  }
}

/** What else a thing is known by: the login, the id, the number. */
function SubLine<K extends Kind>({ kind, item, name }: { kind: Kind; item: Item<K>; name: string }) {
  const { login } = item.value as { login?: string };
  const shown = kind === "people" ? login : item.id;
  return shown && shown !== name ? <span className={classes.sub}>{shown}</span> : null;
}

interface HeadProps {
  title: string;
  sort?: string;
  figure?: boolean;
  narrow?: boolean;
  get: (name: string) => string;
  set: (changes: Record<string, string>) => void;
}

function SortedHead({ title, sort, figure, narrow, get, set }: HeadProps) {
  const sorted = sort !== undefined && get("sort") === sort;
  const descending = sorted && get("descending") === "yes";
  const Mark = sorted ? (descending ? DownIcon : UpIcon) : SortIcon;
  return (
    <th
      scope="col"
      className={[figure && classes.figure, narrow && classes.narrowHide].filter(Boolean).join(" ")}
      aria-sort={sorted ? (descending ? "descending" : "ascending") : undefined}
    >
      {sort === undefined ? (
        title
      ) : (
        <UnstyledButton
          className={classes.sort}
          onClick={() => set({ sort, descending: sorted && !descending ? "yes" : "" })}
        >
          {title}
          <Mark size={13} aria-hidden />
        </UnstyledButton>
      )}
    </th>
  );
}
