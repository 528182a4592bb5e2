import { sql } from "kysely";
import type { Database, Reader } from "../../platform/database.ts";

export interface Question {
  readonly id: string;
  /** As the portal tells it. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly askedFor: string | null;
  readonly cameAt: Date;
  readonly answer: QuestionAnswer | null;
  readonly answeredAt: Date | null;
  readonly toldAt: Date | null;
  /** Since when it says nothing of people any more. */
  readonly erasedAt: Date | null;
}

export interface QuestionAnswer {
  readonly unit: string;
  readonly by: string;
  readonly title: string;
  readonly text: string;
}

/** Keeps what is asked; what the portal says otherwise of a question that is not answered yet counts. @returns how many are new. */
export async function keepQuestions(
  db: Reader,
  questions: readonly { readonly id: string; readonly row: object; readonly askedFor: string | null }[],
): Promise<number> {
  if (questions.length === 0) return 0;
  const { rows } = await sql<{ fresh: boolean }>`
    insert into hub.portal_question as q (id, row, asked_for)
    select distinct on (id) id, row, "askedFor"
      from jsonb_to_recordset(${JSON.stringify(questions)}::jsonb) as r (id text, row jsonb, "askedFor" text)
    on conflict (id) do update
      set row = case when q.answer is null and q.erased_at is null then excluded.row else q.row end, asked_for = excluded.asked_for
    returning xmax = 0 as fresh`.execute(db);
  return rows.filter(({ fresh }) => fresh).length;
}

export async function listQuestions(db: Reader, which: "open" | "untold" | "all"): Promise<Question[]> {
  const rows = await db
    .selectFrom("portal_question")
    .selectAll()
    .$if(which === "open", (s) => s.where("answer", "is", null).where("erased_at", "is", null))
    .$if(which === "untold", (s) =>
      s.where("answer", "is not", null).where("told_at", "is", null).where("erased_at", "is", null),
    )
    .orderBy("came_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, row: row.row as Question["row"], askedFor: row.asked_for, cameAt: row.came_at },
    ...{ answer: row.answer as QuestionAnswer | null, answeredAt: row.answered_at, toldAt: row.told_at },
    erasedAt: row.erased_at,
  }));
}

/** An answer may be put otherwise until the portal has it. @returns whether there is such a question. */
export async function answerQuestion(db: Database, id: string, answer: QuestionAnswer, at: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update hub.portal_question set answer = ${JSON.stringify(answer)}::jsonb, answered_at = ${at}
     where id = ${id} and told_at is null and erased_at is null`.execute(db);
  return numAffectedRows === 1n;
}

export async function noteAnswerTold(db: Reader, id: string, at: Date): Promise<void> {
  await sql`update hub.portal_question set told_at = ${at} where id = ${id} and told_at is null`.execute(db);
}
