import { AlertIcon, CheckIcon, MissedIcon } from "@/components/icons";
import { useLabel } from "@/components/labels";
import classes from "./Interactions.module.css";

function toneOf(outcome: string): "good" | "bad" | "plain" {
  if (outcome === "answered") return "good";
  return outcome.startsWith("abandoned") || outcome === "failed" ? "bad" : "plain";
}

/** What became of a call, by colour, icon and word. */
export function Outcome({ outcome }: { outcome: string }) {
  const label = useLabel();
  const tone = toneOf(outcome);
  const Icon = outcome === "failed" ? AlertIcon : tone === "bad" ? MissedIcon : CheckIcon;
  return (
    <span className={classes.outcome} data-tone={tone}>
      <Icon size={14} aria-hidden />
      {label("outcome", outcome)}
    </span>
  );
}
