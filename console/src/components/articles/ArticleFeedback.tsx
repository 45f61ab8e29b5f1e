import { Button, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, http } from "@/api/client";
import { useRun } from "@/components/failures";
import { NotUsefulIcon, UsefulIcon } from "@/components/icons";
import { useKnowledgeWords } from "@/components/knowledge-words";
import classes from "./Articles.module.css";

/** Whether the article helped, in this call where there is one; it can be changed. */
export function ArticleFeedback({ id, callId }: { id: string; callId?: string }) {
  const k = useKnowledgeWords();
  const run = useRun();
  const queries = useQueryClient();
  const [remark, setRemark] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const { data } = api.useQuery(
    "get",
    "/api/v1/articles/{article_id}/feedback/mine",
    { params: { path: { article_id: id }, query: callId ? { call_id: callId } : {} } },
    { staleTime: 60_000 },
  );
  const useful = data?.useful ?? null;
  const text = remark ?? data?.remark ?? "";
  const say = async (wanted: boolean) => {
    // not disabled meanwhile: a disabled button loses the focus, and with it the panel its Escape
    if (sending) return;
    setSending(true);
    await run(async () => {
      await http.PUT("/api/v1/articles/{article_id}/feedback/mine", {
        params: { path: { article_id: id } },
        body: { useful: wanted, remark: text.trim(), call_id: callId ?? null },
      });
      setRemark(null);
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/articles/{article_id}/feedback/mine"] });
    });
    setSending(false);
  };
  return (
    <form
      className={classes.feedback}
      onSubmit={(event) => {
        event.preventDefault();
        if (useful !== null) void say(useful);
      }}
      data-testid="article-feedback"
    >
      <fieldset className={classes.question} aria-busy={sending}>
        <legend>{k("feedback.question")}</legend>
        <Button
          size="compact-sm"
          variant={useful === true ? "filled" : "default"}
          aria-pressed={useful === true}
          leftSection={<UsefulIcon size={15} aria-hidden />}
          onClick={() => void say(true)}
          data-testid="article-useful"
        >
          {k("feedback.useful")}
        </Button>
        <Button
          size="compact-sm"
          variant={useful === false ? "filled" : "default"}
          aria-pressed={useful === false}
          leftSection={<NotUsefulIcon size={15} aria-hidden />}
          onClick={() => void say(false)}
          data-testid="article-not-useful"
        >
          {k("feedback.notUseful")}
        </Button>
      </fieldset>
      {useful !== null && (
        <>
          <p className="dim" role="status">
            {k("feedback.thanks")}
          </p>
          <Textarea
            label={k("feedback.remark")}
            autosize
            minRows={1}
            maxRows={5}
            maxLength={500}
            value={text}
            onChange={(event) => setRemark(event.currentTarget.value)}
          />
          {remark !== null && remark !== (data?.remark ?? "") && (
            <Button type="submit" size="compact-sm" variant="light" loading={sending}>
              {k("feedback.send")}
            </Button>
          )}
        </>
      )}
    </form>
  );
}
