import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, asRefusal } from "@/api/client";
import type { CallItem } from "@/api/generated/frames";
import { QuestionIcon } from "@/components/icons";
import { useProblemText } from "@/components/labels";
import { Why } from "@/components/Why";
import classes from "./Why.module.css";

/** Why this call came to me: the distributor's decision, on request. Calls that nobody distributed have none. */
export function WhyMine({ call }: { call: CallItem }) {
  const { t } = useTranslation();
  const [asked, ask] = useState(false);
  if (!call.timeline.some(({ what }) => what === "queued" || what === "callback_promised")) return null;
  return (
    <div className={classes.mine}>
      <UnstyledButton className={classes.ask} aria-expanded={asked} onClick={() => ask(!asked)} data-testid="why-mine">
        <QuestionIcon size={15} aria-hidden />
        {t("why.mine")}
      </UnstyledButton>
      {asked && <Decision callId={call.id} />}
    </div>
  );
}

function Decision({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const { data, error } = api.useQuery(
    "get",
    "/api/v1/calls/{call_id}/why",
    { params: { path: { call_id: callId } } },
    { staleTime: 60_000 },
  );
  if (error) return <p className={classes.said}>{problem(asRefusal(error))}</p>;
  if (!data) return null;
  return <div className={classes.said}>{data.why ? <Why why={data.why} /> : <p>{t("why.undistributed")}</p>}</div>;
}
