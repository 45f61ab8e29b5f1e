import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { BrowserRouter } from "react-router";
import { FailureProvider } from "@/components/failures";
import { CrashBoundary } from "./CrashBoundary";
import { createQueries } from "./queries";
import { Pages } from "./routes";
import { theme } from "./theme";

/** Everything the pages stand on. Style elements are switched off: the policy allows style files alone. */
export function App() {
  const [queries] = useState(createQueries);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <CrashBoundary>
          <FailureProvider>
            <BrowserRouter>
              <Pages />
            </BrowserRouter>
          </FailureProvider>
        </CrashBoundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}
