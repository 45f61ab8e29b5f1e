import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { asRefusal } from "@/api/client";
import { useFlowWords } from "@/components/flows/words";
import { ListenButton } from "@/components/ListenButton";
import { PromptNames, useNewPrompt } from "@/components/NewPrompt";
import { languages, soundOf, usePrompt, usePrompts } from "@/components/prompt-library";
import { useWords } from "@/components/prompt-words";
import classes from "./Form.module.css";
import { useForm } from "./form-context";
import type { SchemaInputProps } from "./SchemaField";

const SHOWN = 50;

/** A prompt of the library: searched by what it is called and says, heard on the spot, or made. */
export function PromptPicker({ label, description, value, set, where, hiddenLabel }: SchemaInputProps) {
  const f = useFlowWords();
  const { readOnly, faultAt } = useForm();
  const chosen = typeof value === "string" ? value : "";
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search, 200);
  const [making, setMaking] = useState(false);
  const { data: own, error } = usePrompt(chosen, chosen !== "");
  // what stands in the field is no search
  const { data } = usePrompts(settled === own?.name ? "" : settled, "", SHOWN);
  const found = data?.items ?? [];
  const offered = found.map(({ id, name }) => ({ value: id, label: name }));
  const gone = error !== null && asRefusal(error).status === 404;
  if (chosen !== "" && (own || gone) && !found.some(({ id }) => id === chosen)) {
    offered.unshift({ value: chosen, label: own?.name ?? f("form.unknown", { id: chosen }) });
  }
  return (
    <div className={classes.prompt}>
      <Select
        label={hiddenLabel ? undefined : label}
        aria-label={hiddenLabel ? label : undefined}
        description={description}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={f("form.promptSearch")}
        searchable
        allowDeselect={false}
        filter={({ options }) => options}
        searchValue={search}
        onSearchChange={setSearch}
        data={offered}
        value={chosen || null}
        onChange={(next) => next && set(next)}
        nothingFoundMessage={f("form.promptNone")}
        disabled={readOnly}
        error={faultAt(where)}
        data-where={where}
        data-testid="pick-prompt"
        renderOption={({ option }) => (
          <span className={classes.promptOption}>
            <span>{option.label}</span>
            <span className="dim">{option.value}</span>
          </span>
        )}
      />
      {own && <Chosen id={own.id} />}
      {!readOnly && (
        <div>
          <Button size="compact-xs" variant="subtle" onClick={() => setMaking(true)} data-testid="new-prompt">
            {f("form.promptNew")}
          </Button>
        </div>
      )}
      {making && <NewPrompt close={() => setMaking(false)} made={(id) => set(id)} />}
    </div>
  );
}

/** What it is in each language, who else plays it, and the way to its page. */
function Chosen({ id }: { id: string }) {
  const f = useFlowWords();
  const p = useWords();
  const { t } = useTranslation();
  const { flowId } = useForm();
  const { data } = usePrompt(id);
  if (!data) return null;
  const others = data.users.filter((user) => user.kind !== "flow" || user.id !== flowId).map(({ name }) => name);
  const there = languages.filter((language) => data.contents[language]);
  return (
    <>
      <div className={classes.promptSounds}>
        {there.map((language) => (
          <ListenButton
            key={`${language}/${data.version}`}
            label={`${p("listen", { language: data.name })}, ${t(`language.${language}`)}`}
            source={() => Promise.resolve(soundOf(data.id, language, data.version))}
          >
            {t(`language.${language}`)}
          </ListenButton>
        ))}
        {there.length === 0 && <span className="dim">{p("silent")}</span>}
        <Link to={`/prompts/library/${data.id}`}>{f("form.promptOpen")}</Link>
      </div>
      {others.length > 0 && (
        <p className={classes.hint} data-testid="prompt-also">
          {f("form.promptAlso", { names: others.slice(0, 3).join(", "), count: others.length })}
        </p>
      )}
    </>
  );
}

/** A name now; its text or its sound on its own page, or by a text at once. */
function NewPrompt({ close, made }: { close: () => void; made: (id: string) => void }) {
  const f = useFlowWords();
  const p = useWords();
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { languages: spoken } = useForm();
  const [texts, setTexts] = useState<Record<string, string>>({});
  const prompt = useNewPrompt(async (id) => {
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/prompts"),
    });
    made(id);
    close();
  });
  const make = () => prompt.add(Object.fromEntries(Object.entries(texts).filter(([, said]) => said.trim() !== "")));
  return (
    <Modal opened onClose={close} title={f("form.promptNew")} closeButtonProps={{ "aria-label": t("app.close") }}>
      <form
        className={classes.prompt}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // the form of the step stands around this one
          event.stopPropagation();
          void make();
        }}
      >
        <PromptNames prompt={prompt} />
        {languages
          .filter((language) => spoken.includes(language))
          .map((language) => (
            <TextInput
              key={language}
              label={`${p("write")} · ${t(`language.${language}`)}`}
              lang={language}
              value={texts[language] ?? ""}
              maxLength={2000}
              data-testid={`new-prompt-${language}`}
              onChange={(event) => {
                const said = event.currentTarget.value;
                setTexts((before) => ({ ...before, [language]: said }));
              }}
            />
          ))}
        <p className={classes.hint}>{f("form.promptLater")}</p>
        <div role="alert">{prompt.fault.other}</div>
        <div className={classes.promptSounds}>
          <Button type="submit" loading={prompt.busy} data-testid="new-prompt-make">
            {p("add")}
          </Button>
          <Button variant="default" onClick={close}>
            {p("cancel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
