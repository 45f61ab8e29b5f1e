/** The pages about flows, put together of features that do not know each other. */

import type { FlowTools } from "@/components/flows/tools";
import { FlowPages } from "@/features/flows/FlowPages";

const tools: FlowTools = {};

export function Flows() {
  return <FlowPages tools={tools} />;
}
