import { findOrgCode, type OrgCode } from "../domain/org-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { registerRows, type RegisterRow } from "../store/register.ts";
import type { Reader } from "../../platform/database.ts";
import { yearAt } from "./form-set.ts";

/** A row with the columns of the form (§4.7); what the hub does not know is null. */
export const registerView = (row: RegisterRow, showPerson: boolean) => ({
  number: row.number,
  code: row.code,
  procedure: { code: row.procedure, name: row.procedureName },
  sets: row.sets,
  applicant: showPerson
    ? {
        name: row.applicant?.name ?? null,
        address: row.applicant?.address ?? null,
        phone: row.applicant?.phone ?? null,
        owner: row.applicant?.owner
          ? { name: row.applicant.owner.name, address: row.applicant.owner.address ?? null }
          : null,
      }
    : null,
  deciding: row.deciding,
  receiver: row.receiver,
  receivedAt: row.receivedAt.toISOString(),
  dueAt: row.dueAt?.toISOString() ?? null,
  passedOnAt: row.passedOnAt?.toISOString() ?? null,
  resultBackAt: row.resultBackAt?.toISOString() ?? null,
  returnedAt: row.returnedAt?.toISOString() ?? null,
  returnedBy: row.returnedBy,
  signature: null,
  // why it ended without what was asked for
  note: row.stopReason ?? (row.outcome === "granted" ? null : row.outcome),
});
export type RegisterView = ReturnType<typeof registerView>;

export interface RegisterQuestion {
  /** The current Vietnamese year when left out. */
  readonly year?: number | undefined;
  /** Rows after this number. */
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface RegisterPage {
  readonly unit: string;
  readonly year: number;
  readonly items: readonly RegisterView[];
  /** The number after which the next page begins. */
  readonly next: number | null;
}

/** A page of a one-stop's register, rows by number without gap. */
export async function registerPage(
  db: Reader,
  question: { readonly unit: OrgCode; readonly year: number; readonly after: number; readonly limit: number },
  showPerson: boolean,
): Promise<RegisterPage> {
  const { unit, year, limit } = question;
  const rows = await registerRows(db, { ...question, limit: limit + 1 });
  const items = rows.slice(0, limit).map((row) => registerView(row, showPerson));
  return { unit, year, items, next: rows.length > limit ? (items.at(-1)?.number ?? null) : null };
}

/** A page of the register of one of the caller's one-stops. */
export async function readRegister(
  db: Reader,
  text: string,
  units: ReadonlySet<string>,
  { year, after = 0, limit }: RegisterQuestion,
  now: Date,
): Promise<{ readonly ok: true; readonly register: RegisterPage } | Refusal> {
  const unit = findOrgCode(text);
  if (!unit || !units.has(unit)) return refuse("unit-not-yours", { unit: text }, "code");
  return { ok: true, register: await registerPage(db, { unit, year: year ?? yearAt(now), after, limit }, true) };
}
