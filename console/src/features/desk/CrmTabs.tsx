import { Anchor, Button, Tabs } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { CallItem, MeItem } from "@/api/generated/frames";
import { CrmFrame } from "./CrmFrame";
import classes from "./CrmTabs.module.css";
import { crmPage } from "./crm";

const CHOSEN = "ringdesk.desk.customer-tab";

/** The customer's side of the desk, with a second tab where an outside CRM is configured. */
export function CrmTabs({ call, me, children }: { call: CallItem | null; me: MeItem; children: ReactNode }) {
  const { data: crm } = api.useQuery("get", "/api/v1/desk/crm", {}, { staleTime: Number.POSITIVE_INFINITY });
  // A page of our own could reach out of its frame.
  if (!crm?.template || crm.origin === location.origin) return children;
  return (
    <TwoTabs template={crm.template} origin={crm.origin} call={call} agent={me.number}>
      {children}
    </TwoTabs>
  );
}

interface TwoTabsProps {
  template: string;
  origin: string;
  call: CallItem | null;
  agent: string;
  children: ReactNode;
}

function TwoTabs({ template, origin, call, agent, children }: TwoTabsProps) {
  const { t } = useTranslation();
  const [tab, setTab] = useState(() => (localStorage.getItem(CHOSEN) === "crm" ? "crm" : "customer"));
  const [attempt, setAttempt] = useState(0);
  const [page, setPage] = useState({ of: call?.id, url: crmPage(template, call, agent) });
  // One page for a call from its first moment to its last: what changes meanwhile is told by messages.
  if (call && call.id !== page.of) setPage({ of: call.id, url: crmPage(template, call, agent) });
  return (
    <Tabs
      className={classes.tabs}
      // A hidden page is told of calls too: React would stop its effects.
      keepMountedMode="display-none"
      value={tab}
      onChange={(chosen) => {
        const next = chosen === "crm" ? "crm" : "customer";
        localStorage.setItem(CHOSEN, next);
        setTab(next);
      }}
    >
      <Tabs.List className={classes.list}>
        <Tabs.Tab value="customer">{t("customer.heading")}</Tabs.Tab>
        <Tabs.Tab value="crm">{t("crm.tab")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="customer">{children}</Tabs.Panel>
      <Tabs.Panel value="crm" className={classes.crm}>
        <CrmFrame key={`${attempt} ${page.url}`} url={page.url} origin={origin} call={call}>
          <Button variant="default" size="xs" onClick={() => setAttempt(attempt + 1)} data-testid="crm-retry">
            {t("app.retry")}
          </Button>
        </CrmFrame>
        <Anchor href={page.url} target="_blank" rel="noreferrer" size="sm" className={classes.own}>
          {t("crm.ownWindow")}
        </Anchor>
      </Tabs.Panel>
    </Tabs>
  );
}
