import { CaseList } from "./CaseList";
import { useCaseWords } from "./case-words";
import { useCasesOf } from "./cases";

/** The cases that a contact touched. */
export function CasesOfContact({ id }: { id: string }) {
  const c = useCaseWords();
  const { data } = useCasesOf({ interaction: id, state: "all" });
  if (!data) return null;
  if (data.rows.length === 0) return <p className="dim">{c("noneOfContact")}</p>;
  return <CaseList rows={data.rows} />;
}
