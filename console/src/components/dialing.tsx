/** Calling a number from wherever it is shown: the page around offers a dialer, or none to those who take no calls. */

import { createContext, type ReactNode, use } from "react";

/** Opens the dialer with this number, ready to call. */
export type Dialer = (number: string) => void;

const DialerContext = createContext<Dialer | null>(null);

export function DialerProvider({ dialer, children }: { dialer: Dialer | null; children: ReactNode }) {
  return <DialerContext value={dialer}>{children}</DialerContext>;
}

export function useDialer(): Dialer | null {
  return use(DialerContext);
}
