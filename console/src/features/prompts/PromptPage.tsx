import { Button, Group, Modal, TextInput, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { asRefusal } from "@/api/client";
import { BackIcon, RemoveIcon } from "@/components/icons";
import { Failure, Loading } from "@/components/Notice";
import { languages, type PromptDetail, savePrompt, usePrompt } from "@/components/prompt-library";
import { useRefusalWords, useWords } from "@/components/prompt-words";
import { ContentPanel } from "./ContentPanel";
import classes from "./Prompts.module.css";
import { removePrompt, useMayChange, useRefresh } from "./prompts-api";
import { Versions } from "./Versions";

/** One prompt: what it is in each language, where it is played, and what it was. */
export function PromptPage() {
  const { id = "" } = useParams();
  const p = useWords();
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = usePrompt(id);
  useEffect(() => {
    document.title = `${data?.name ?? p("title")} · ${t("app.name")}`;
  }, [data?.name, p, t]);
  return (
    <>
      <div>
        <Button
          component={Link}
          to="/prompts"
          variant="subtle"
          size="compact-sm"
          leftSection={<BackIcon size={16} aria-hidden />}
        >
          {p("back")}
        </Button>
      </div>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : isPending ? (
        <Loading />
      ) : (
        <Prompt key={data.id} prompt={data} />
      )}
    </>
  );
}

function Prompt({ prompt }: { prompt: PromptDetail }) {
  const p = useWords();
  const mayChange = useMayChange();
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <div className={classes.heading}>
        <Title order={1} size="h3">
          {prompt.name}
        </Title>
        <span className="dim">
          {prompt.id} · {p("version", { version: prompt.version })}
        </span>
        {mayChange && (
          <Button
            variant="default"
            leftSection={<RemoveIcon size={16} aria-hidden />}
            onClick={() => setRemoving(true)}
            data-testid="remove-prompt"
          >
            {p("remove")}
          </Button>
        )}
      </div>
      {mayChange ? <NameField prompt={prompt} /> : <p className={classes.lead}>{p("readOnly")}</p>}
      <div className={classes.pair}>
        {languages.map((language) => (
          <ContentPanel key={language} prompt={prompt} language={language} mayChange={mayChange} />
        ))}
      </div>
      <div className={classes.pair}>
        <section className={classes.panel} aria-labelledby="where-used">
          <h2 id="where-used">{p("whereUsed")}</h2>
          <Users prompt={prompt} />
        </section>
        <Versions prompt={prompt} mayChange={mayChange} />
      </div>
      {removing && <RemoveDialog prompt={prompt} close={() => setRemoving(false)} />}
    </>
  );
}

function NameField({ prompt }: { prompt: PromptDetail }) {
  const p = useWords();
  const text = useRefusalWords();
  const refresh = useRefresh();
  const [name, setName] = useState(prompt.name);
  const [told, setTold] = useState<{ good?: string; bad?: string }>({});
  const save = async () => {
    if (name.trim() === "") return setTold({ bad: p("nameMissing") });
    try {
      const saved = await savePrompt(prompt.id, { name, version: prompt.version, texts: {} });
      setTold({ good: p("saved", { version: saved.version }) });
      await refresh();
    } catch (error) {
      setTold({ bad: text(asRefusal(error)) });
    }
  };
  return (
    <form
      className={classes.tools}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        className={classes.grow}
        label={p("name")}
        value={name}
        maxLength={200}
        error={told.bad}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={name === prompt.name} mt={22}>
        {p("save")}
      </Button>
      <span role="status">{told.good}</span>
    </form>
  );
}

function Users({ prompt }: { prompt: PromptDetail }) {
  const p = useWords();
  if (prompt.users.length === 0) return <p className="dim">{p("notUsed")}</p>;
  return (
    <ul className={classes.plain} data-testid="prompt-users">
      {prompt.users.map((user) => (
        <li key={`${user.kind}/${user.id}`}>
          <span>
            {user.kind === "flow" ? <Link to={`/flows/${user.id}`}>{user.name}</Link> : null}
            {user.kind === "queue" ? <Link to={`/admin/queues/${user.id}`}>{user.name}</Link> : null}
            {user.kind === "calendar" ? <Link to={`/admin/hours/${user.id}`}>{user.name}</Link> : null}
          </span>
          <span className="dim">
            {p(`kind.${user.kind}`)}
            {user.draft && ` · ${p("draft")}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function RemoveDialog({ prompt, close }: { prompt: PromptDetail; close: () => void }) {
  const p = useWords();
  const { t } = useTranslation();
  const text = useRefusalWords();
  const refresh = useRefresh();
  const go = useNavigate();
  const [fault, setFault] = useState("");
  const used = prompt.users.length > 0;
  const remove = async () => {
    try {
      await removePrompt(prompt.id);
      await go("/prompts");
      await refresh();
    } catch (error) {
      setFault(text(asRefusal(error)));
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      title={p("removeTitle", { name: prompt.name })}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <p>{used ? p("removeInUse") : p("removeText")}</p>
      {used && <Users prompt={prompt} />}
      <div role="alert">{fault && <div className={classes.bad}>{fault}</div>}</div>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close} data-autofocus>
          {p("cancel")}
        </Button>
        <Button color="red" disabled={used} onClick={() => void remove()} data-testid="remove-confirm">
          {p("remove")}
        </Button>
      </Group>
    </Modal>
  );
}
