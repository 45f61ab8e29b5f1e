import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { dateTime } from "@/components/format";
import { NotUsefulIcon, UsefulIcon } from "@/components/icons";
import { useKnowledgeWords } from "@/components/knowledge-words";
import classes from "./Knowledge.module.css";

/** What people said of an article, for those who lead. */
export function Opinions({ id }: { id: string }) {
  const { i18n } = useTranslation();
  const k = useKnowledgeWords();
  const { data: rows } = api.useQuery("get", "/api/v1/articles/{article_id}/feedback", {
    params: { path: { article_id: id } },
  });
  if (!rows) return null;
  return (
    <section className={classes.section} aria-label={k("feedback.said")}>
      <h2 className="section-title">{k("feedback.said")}</h2>
      {rows.length === 0 && <p className="dim">{k("feedback.none")}</p>}
      <ul className={classes.history}>
        {rows.map((row) => (
          <li key={`${row.person_name} ${row.at}`} className={classes.entry}>
            <div className={classes.line}>
              <span>
                {row.useful ? <UsefulIcon size={15} aria-hidden /> : <NotUsefulIcon size={15} aria-hidden />}{" "}
                {k(row.useful ? "feedback.useful" : "feedback.notUseful")}
              </span>
              <span>{row.remark}</span>
              <span className="dim">
                {k("feedback.row", {
                  name: row.person_name,
                  revision: row.revision,
                  when: dateTime(row.at, i18n.language),
                })}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
