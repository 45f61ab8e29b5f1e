import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { DialerProvider } from "@/components/dialing";
import { useDeskOptions } from "@/components/labels";
import { Loading } from "@/components/Notice";
import { useShortcut } from "@/components/shortcuts";
import { setSiteRegion, setSiteZone, useSiteRegion, useSiteZone } from "@/components/zone";
import { RemoteAudio, usePhoneState } from "@/softphone/phone";
import { CrashBoundary } from "../CrashBoundary";
import type { Person } from "../session";
import { DialPanel } from "./DialPanel";
import { HeadsetWarning } from "./HeadsetWarning";
import { IncomingCall } from "./IncomingCall";
import { LinkWarning } from "./LinkWarning";
import { OfferEnded } from "./OfferEnded";
import classes from "./Shell.module.css";
import { TopBar } from "./TopBar";

/** The frame around every page: top bar, warnings, the phone's sound, the page. */
export function Shell({ me }: { me: Person }) {
  const { t } = useTranslation();
  const phone = usePhoneState();
  const isAgent = me.agent_number !== "";
  const { data: options } = useDeskOptions();
  const site = `${useSiteZone()} ${useSiteRegion()}`;
  useEffect(() => {
    if (options?.zone) setSiteZone(options.zone);
    if (options?.region) setSiteRegion(options.region);
  }, [options?.zone, options?.region]);
  const [dialing, setDialing] = useState<string | null>(null);
  const toggleDialer = () => setDialing((open) => (open === null ? "" : null));
  useShortcut("dial", toggleDialer, isAgent);
  return (
    <DialerProvider dialer={isAgent ? setDialing : null}>
      <div className={classes.shell}>
        <a href="#page" className="skip">
          {t("app.skip")}
        </a>
        <TopBar me={me} dial={isAgent ? toggleDialer : null} />
        <LinkWarning />
        {isAgent && <HeadsetWarning />}
        <IncomingCall />
        {isAgent && <OfferEnded />}
        <RemoteAudio stream={phone?.remoteAudio ?? null} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a page that scrolls must be reachable by keyboard */}
        <main id="page" className={classes.page} tabIndex={0}>
          <CrashBoundary>
            <Suspense key={site} fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </CrashBoundary>
        </main>
        {dialing !== null && <DialPanel key={dialing} first={dialing} close={() => setDialing(null)} />}
      </div>
    </DialerProvider>
  );
}
