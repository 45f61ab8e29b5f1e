import { Button, Chip, Group, Modal, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { AddIcon, SearchIcon } from "@/components/icons";
import { PromptNames, useNewPrompt } from "@/components/NewPrompt";
import { Failure, Loading, Notice } from "@/components/Notice";
import { languages, usePrompts } from "@/components/prompt-library";
import { useWords } from "@/components/prompt-words";
import { ContentChips } from "./ContentChips";
import classes from "./Prompts.module.css";
import { useMayChange, useRefresh } from "./prompts-api";

const PART = 50;

/** All prompts: searched, by language, and a way to add one. */
export function PromptListPage() {
  const p = useWords();
  const { t, i18n } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [search, setSearch] = useState(params.get("search") ?? "");
  const [settled] = useDebouncedValue(search, 200);
  const [limit, setLimit] = useState(PART);
  const [adding, setAdding] = useState(false);
  const language = params.get("language") ?? "";
  const mayChange = useMayChange();
  const { data, error, isPending, refetch } = usePrompts(settled, language, limit);
  useEffect(() => {
    document.title = `${p("title")} · ${t("app.name")}`;
  }, [p, t]);
  const filtered = settled !== "" || language !== "";
  return (
    <>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {p("title")}
        </Title>
        <span className="dim tabular" role="status">
          {data && p("total", { count: data.total })}
        </span>
        {mayChange && (
          <Button
            leftSection={<AddIcon size={16} aria-hidden />}
            onClick={() => setAdding(true)}
            data-testid="add-prompt"
          >
            {p("add")}
          </Button>
        )}
      </div>
      <p className={classes.lead}>{p("lead")}</p>
      <search className={classes.filters} aria-label={p("filters")}>
        <TextInput
          aria-label={p("search")}
          placeholder={p("search")}
          leftSection={<SearchIcon size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-testid="search-prompts"
        />
        <Chip.Group
          value={language}
          onChange={(chosen) => setParams(chosen === "" ? {} : { language: String(chosen) }, { replace: true })}
        >
          <Group gap={6} role="group" aria-label={p("language")}>
            <Chip value="">{p("any")}</Chip>
            {languages.map((code) => (
              <Chip key={code} value={code}>
                {t(`language.${code}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </search>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : isPending ? (
        <Loading />
      ) : data.items.length === 0 ? (
        <Notice
          title={filtered ? p("nothingFound") : p("empty")}
          hint={filtered ? p("nothingFoundHint") : p("emptyHint")}
        />
      ) : (
        <ul className={classes.list}>
          {data.items.map((prompt) => (
            <li key={prompt.id} className={classes.row} data-testid="prompt-row" data-id={prompt.id}>
              <span className={classes.name}>
                <Link to={`/prompts/library/${prompt.id}`}>{prompt.name}</Link>
                <span className={classes.sub}>{prompt.id}</span>
              </span>
              <ContentChips prompt={prompt} />
              <span className="dim">{prompt.uses > 0 ? p("uses", { count: prompt.uses }) : p("unused")}</span>
              <span className={classes.sub}>
                {p("changedBy", {
                  when: new Date(prompt.changed_at).toLocaleDateString(i18n.language),
                  who: prompt.changed_by,
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
      {data && data.total > data.items.length && (
        <Group justify="center">
          <Button variant="default" onClick={() => setLimit(Math.min(200, limit + PART))}>
            {p("more")}
          </Button>
        </Group>
      )}
      {adding && <AddDialog close={() => setAdding(false)} />}
    </>
  );
}

/** A name and a short name; what it says comes on its own page. */
function AddDialog({ close }: { close: () => void }) {
  const p = useWords();
  const { t } = useTranslation();
  const go = useNavigate();
  const refresh = useRefresh();
  const prompt = useNewPrompt(async (id) => {
    await refresh();
    await go(`/prompts/library/${id}`);
  });
  return (
    <Modal opened onClose={close} title={p("add")} closeButtonProps={{ "aria-label": t("app.close") }}>
      <form
        className={classes.panel}
        style={{ border: "none", padding: 0 }}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void prompt.add({});
        }}
      >
        <PromptNames prompt={prompt} />
        <div role="alert">{prompt.fault.other && <div className={classes.bad}>{prompt.fault.other}</div>}</div>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {p("cancel")}
          </Button>
          <Button type="submit" loading={prompt.busy} data-testid="prompt-make">
            {p("add")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
