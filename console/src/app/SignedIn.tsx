import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Navigate, useLocation } from "react-router";
import { asRefusal } from "@/api/client";
import { Failure, Loading } from "@/components/Notice";
import { ShortcutProvider } from "@/components/shortcuts";
import { LiveProvider } from "@/live/live";
import { PhoneProvider } from "@/softphone/phone";
import { speak } from "./i18n";
import { useSession } from "./session";
import { Shell } from "./shell/Shell";

/** The pages for people who are signed in: live data and, for agents, the phone. Everybody else goes to the sign-in page. */
export function SignedIn() {
  const { me, error, isPending, refetch } = useSession();
  const queries = useQueryClient();
  const { pathname } = useLocation();
  const language = me?.language;
  useEffect(() => {
    if (language) speak(language);
  }, [language]);

  if (isPending) return <Loading />;
  if (error && asRefusal(error).status === 401) {
    const back = pathname === "/" ? "" : `?to=${encodeURIComponent(pathname)}`;
    return <Navigate to={`/sign-in${back}`} replace />;
  }
  if (!me) return <Failure error={error} retry={() => void refetch()} />;

  const checkSession = () => void queries.invalidateQueries({ queryKey: ["get", "/api/v1/session"] });
  return (
    <LiveProvider key={me.user_id} onLost={checkSession}>
      <ShortcutProvider owner={me.user_id}>
        {me.agent_number ? (
          <PhoneProvider agentId={me.user_id}>
            <Shell me={me} />
          </PhoneProvider>
        ) : (
          <Shell me={me} />
        )}
      </ShortcutProvider>
    </LiveProvider>
  );
}
