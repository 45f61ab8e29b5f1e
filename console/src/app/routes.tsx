import { lazy, Suspense } from "react";
import { Navigate, Route, Routes } from "react-router";
import { NotFound } from "@/components/NotFound";
import { Loading } from "@/components/Notice";
import { DeskPage } from "@/features/desk/DeskPage";
import { SignInPage } from "@/features/sign-in/SignInPage";
import { SignedIn } from "./SignedIn";
import { useSession } from "./session";

const BoardPage = lazy(async () => ({ default: (await import("@/features/board/BoardPage")).BoardPage }));
const DayPage = lazy(async () => ({ default: (await import("@/features/day/DayPage")).DayPage }));
const KnowledgePages = lazy(async () => ({
  default: (await import("@/features/knowledge/KnowledgePages")).KnowledgePages,
}));
const CallPage = lazy(async () => ({ default: (await import("@/features/call-page/CallPage")).CallPage }));
const InteractionsPage = lazy(async () => ({
  default: (await import("@/features/interactions/InteractionsPage")).InteractionsPage,
}));
const Administration = lazy(async () => ({ default: (await import("./admin-pages")).Administration }));
const Flows = lazy(async () => ({ default: (await import("./flow-pages")).Flows }));
const PromptsPages = lazy(async () => ({ default: (await import("@/features/prompts/PromptsPages")).PromptsPages }));
const CasesPages = lazy(async () => ({ default: (await import("@/features/cases/CasesPages")).CasesPages }));
const InteractionPage = lazy(async () => ({
  default: (await import("@/features/interactions/InteractionPage")).InteractionPage,
}));

export function Pages() {
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route path="/call" element={<CallPage />} />
        <Route path="/sign-in" element={<SignInRoute />} />
        <Route element={<SignedIn />}>
          <Route index element={<Home />} />
          <Route path="/interactions" element={<InteractionsPage />} />
          <Route path="/interactions/:id" element={<InteractionPage />} />
          <Route path="/cases/*" element={<CasesPages />} />
          <Route path="/day" element={<DayPage />} />
          <Route path="/knowledge/*" element={<KnowledgePages />} />
          <Route path="/board" element={<BoardPage />} />
          <Route path="/flows/*" element={<Flows />} />
          <Route path="/prompts/*" element={<PromptsPages />} />
          <Route path="/admin/*" element={<Administration />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Suspense>
  );
}

function SignInRoute() {
  const { signedIn } = useSession();
  return <SignInPage onSignedIn={signedIn} />;
}

/** Agents work at the desk; for everybody else the board is home. */
function Home() {
  const { me } = useSession();
  return me?.agent_number ? <DeskPage /> : <Navigate to="/board" replace />;
}
