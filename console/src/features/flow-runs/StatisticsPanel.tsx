import { Anchor, Select, Switch, Table } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import { asRefusal, type Schemas } from "@/api/client";
import { useExitName } from "@/components/flows/naming";
import { useRunWords } from "@/components/flows/run-words";
import type { FlowStatistics, StatisticsProps } from "@/components/flows/tools";
import { useProblemText } from "@/components/labels";
import { localInput } from "@/components/zone";
import classes from "./Runs.module.css";
import { useFlowStatistics } from "./runs-api";

const PERIODS = ["1", "7", "30", "90"] as const;
type Period = (typeof PERIODS)[number];

/** What happened to callers in the flow: on the canvas, and as a table for those who read. */
export function StatisticsPanel({ flowId, document, revisions, onStatistics }: StatisticsProps) {
  const r = useRunWords();
  const exitName = useExitName();
  const problem = useProblemText();
  const [revision, setRevision] = useState("");
  const [period, setPeriod] = useState<Period>("30");
  const [shown, setShown] = useState(true);
  const { data, error } = useFlowStatistics(flowId, revision === "" ? null : Number(revision), Number(period));
  const stepOf = (id: string) => document.steps.find((step) => step.id === id);
  const nameOf = (id: string) => stepOf(id)?.label || id;
  const exitOf = (id: string, exit: string) => {
    const step = stepOf(id);
    return step ? exitName(step, exit) : exit;
  };
  const drawn = useMemo(() => (data ? onCanvas(flowId, data, revision) : null), [flowId, data, revision]);
  const tell = useRef(onStatistics);
  tell.current = onStatistics;
  useEffect(() => {
    tell.current(shown ? drawn : null);
  }, [shown, drawn]);
  useEffect(() => {
    const clear = () => tell.current(null);
    return clear;
  }, []);
  return (
    <div className={classes.part} data-testid="flow-figures">
      <Select
        label={r("figures.revision")}
        data={[
          { value: "", label: r("figures.all") },
          ...revisions.map((one) => ({
            value: `${one.revision}`,
            label: r("figures.one", { revision: one.revision }),
          })),
        ]}
        value={revision}
        allowDeselect={false}
        onChange={(chosen) => setRevision(chosen ?? "")}
      />
      <Select
        label={r("figures.period")}
        data={PERIODS.map((days) => ({ value: days, label: r(`figures.days.${days}`) }))}
        value={period}
        allowDeselect={false}
        onChange={(chosen) => setPeriod((chosen ?? "30") as Period)}
      />
      <Switch label={r("figures.shown")} checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
      {error && <p>{problem(asRefusal(error))}</p>}
      {data && data.steps.length === 0 && <p>{r("figures.nothing")}</p>}
      {data && data.steps.length > 0 && (
        <>
          <dl className={classes.totals}>
            <dt>{r("figures.calls")}</dt>
            <dd data-testid="figure-calls">{data.entries}</dd>
            <dt>{r("figures.contained")}</dt>
            <dd data-testid="figure-contained">
              {data.containment === null ? "–" : `${Math.round(data.containment * 100)} %`}
            </dd>
          </dl>
          <Table className={classes.figures}>
            <Table.Caption className="visually-hidden">{r("figures.title")}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{r("figures.step")}</Table.Th>
                <Table.Th>{r("figures.entries")}</Table.Th>
                <Table.Th>{r("figures.seconds")}</Table.Th>
                <Table.Th>{r("figures.hungUp")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.steps.map((step) => (
                <Table.Tr key={step.step_id} data-testid="step-figures" data-step={step.step_id}>
                  <Table.Td>
                    <strong>{nameOf(step.step_id)}</strong>
                    <ul className={classes.exits}>
                      {Object.entries(step.exits).map(([exit, count]) => (
                        <li key={exit}>
                          {exitOf(step.step_id, exit)} <span>{count}</span>
                        </li>
                      ))}
                    </ul>
                  </Table.Td>
                  <Table.Td>
                    <Anchor
                      component={Link}
                      to={callsHref(flowId, step.step_id, revision, data.since)}
                      aria-label={r("figures.open", { count: step.entries, step: nameOf(step.step_id) })}
                    >
                      {step.entries}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>{step.seconds_average}</Table.Td>
                  <Table.Td>{step.hang_ups}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </div>
  );
}

/** The calls behind a figure, from the first day of the period. */
function callsHref(flow: string, step: string, revision: string, from: string): string {
  const since = localInput(new Date(from)).slice(0, 10);
  const query = new URLSearchParams({ since, flow, step, ...(revision === "" ? {} : { revision }) });
  return `/interactions?${query}`;
}

function onCanvas(flowId: string, data: Schemas["FlowStatistics"], revision: string): FlowStatistics {
  return {
    entries: data.entries,
    containment: data.containment,
    steps: new Map(
      data.steps.map((step) => [
        step.step_id,
        {
          entries: step.entries,
          exits: step.exits,
          secondsAverage: step.seconds_average,
          hangUps: step.hang_ups,
          callsHref: callsHref(flowId, step.step_id, revision, data.since),
        },
      ]),
    ),
  };
}
