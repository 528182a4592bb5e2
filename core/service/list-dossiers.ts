import * as dossiers from "../store/dossiers.ts";
import type { Database } from "../../platform/database.ts";
import { dossierView, type DossierView } from "./views.ts";

export interface DossierPage {
  readonly items: readonly DossierView[];
  /** Where the next page, or the next question later, goes on. */
  readonly next: string | null;
}

/** Dossiers of the caller's units in the order of their last change. `after` is a `next` given before. */
export async function listDossiers(
  db: Database,
  units: ReadonlySet<string>,
  question: { readonly changedSince?: Date; readonly after?: string; readonly limit: number },
): Promise<DossierPage> {
  const [xid, id] = question.after?.split(".") ?? [];
  const rows = await dossiers.changes(db, [...units], {
    limit: question.limit,
    ...(question.changedSince ? { since: question.changedSince } : {}),
    ...(xid && id ? { after: { xid, id: BigInt(id) } } : {}),
  });
  const last = rows.at(-1)?.cursor;
  return { items: rows.map(dossierView), next: last ? `${last.xid}.${last.id}` : (question.after ?? null) };
}
