import { currentDue } from "../domain/dossier-clock.ts";
import { controlSlip } from "../domain/papers/control-slip.ts";
import { printedAs, type FormSet } from "../domain/papers/forms.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { clocksOf } from "../store/dossier-clocks.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import { organisationNames } from "../store/organisations.ts";
import { papersOf, recordPrint, slipEvents, slipLegEvents } from "../store/papers.ts";
import { registerRowOf } from "../store/register.ts";
import type { Database, Reader } from "../../platform/database.ts";
import { actingUnit, momentOf } from "./acting-unit.ts";
import { formSetAt } from "./form-set.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { paperView, type PaperView } from "./paper-view.ts";
import { findForParties, worksOn } from "./read-dossier.ts";
import { registerView } from "./read-register.ts";

interface Reading {
  readonly db: Database;
  readonly now: () => Date;
}

/** The forms made for a dossier, oldest first; then those that follow from history at any time. */
export async function readPapers(
  { db, now }: Reading,
  text: string,
  units: ReadonlySet<string>,
): Promise<
  | {
      readonly ok: true;
      readonly code: string;
      readonly papers: readonly PaperView[];
      readonly live: readonly { readonly form: string; readonly formNumber: string | null; readonly title: string }[];
    }
  | Refusal
> {
  const found = await findForParties(db, text, units, now());
  if (!found) return refuse("dossier-unknown", { code: text });
  const { stored, parties } = found;
  const mayKnow = await worksOn(db, stored, parties);
  const set = await formSetAt(db, stored.dossier.receivedAt);
  const row = await registerRowOf(db, stored.id);
  return {
    ok: true,
    code: stored.dossier.code,
    papers: (await papersOf(db, stored.id)).map((paper) => paperView(paper, mayKnow)),
    live: [
      { form: "KIEM_SOAT", ...printedAs("KIEM_SOAT", set) },
      ...(row ? [{ form: "SO_THEO_DOI", ...printedAs("SO_THEO_DOI", set) }] : []),
    ],
  };
}

export type PaperRead = { readonly ok: true; readonly paper: PaperView | ControlSlip | RegisterEntry } | Refusal;

/** One form by its id, or by its key when it follows from history. */
export async function readPaper(
  { db, now }: Reading,
  text: string,
  wanted: string,
  units: ReadonlySet<string>,
): Promise<PaperRead> {
  const found = await findForParties(db, text, units, now());
  if (!found) return refuse("dossier-unknown", { code: text });
  const { stored, parties } = found;
  const set = await formSetAt(db, stored.dossier.receivedAt);
  if (wanted === "KIEM_SOAT") return { ok: true, paper: await readSlip(db, stored, set) };
  const mayKnow = await worksOn(db, stored, parties);
  const paper =
    wanted === "SO_THEO_DOI"
      ? await readRegisterEntry(db, stored, set, mayKnow)
      : await findPaper(db, stored.id, wanted, mayKnow);
  return paper ? { ok: true, paper } : refuse("paper-unknown", { paper: wanted, code: stored.dossier.code }, "paper");
}

async function findPaper(db: Reader, dossierId: bigint, id: string, mayKnow: boolean) {
  const paper = (await papersOf(db, dossierId)).find((one) => String(one.id) === id);
  return paper && paperView(paper, mayKnow);
}

export interface PrintRequest {
  readonly by: string;
  readonly at?: string;
  readonly officer?: string;
}

/** A paper was printed: counted, with who and when (TT 01/2018 art. 9–10). */
export const makeRecordPrint =
  (world: Reading) =>
  (text: string, wanted: string, request: PrintRequest, ask: Ask): Promise<Answer<{ id: string; printed: number }>> =>
    once(world.db, ask, async (tx) => {
      const found = await findForParties(tx, text, ask.units, world.now());
      if (!found) return refuse("dossier-unknown", { code: text });
      const moment = momentOf(request.at, world.now());
      if (!moment.ok) return moment;
      const acting = await actingUnit(tx, ask.units, request.by, moment.at);
      if (!acting.ok) return acting;
      const { dossier } = found.stored;
      // who handed it on has it no longer, and no cause to give anybody its papers (§10.1)
      if (!(await worksOn(tx, found.stored, [acting.unit.code])))
        return refuse(
          "not-your-dossier",
          { code: dossier.code, holder: dossier.heldBy, unit: acting.unit.code },
          "/by",
        );
      const paper = (await papersOf(tx, found.stored.id)).find(({ id }) => String(id) === wanted);
      if (!paper) return refuse("paper-unknown", { paper: wanted, code: found.stored.dossier.code }, "paper");
      const print = { by: acting.unit.code, officer: request.officer ?? null, at: moment.at, partnerId: ask.partnerId };
      return { ok: true, body: { id: wanted, printed: await recordPrint(tx, paper.id, print) } };
    });

async function readSlip(db: Reader, { id, dossier }: StoredDossier, set: FormSet) {
  const { settlement } = await clocksOf(db, id);
  const due = settlement ? currentDue(settlement) : null;
  const rows = controlSlip(await slipEvents(db, id), await slipLegEvents(db, id), due);
  const agencies = [...new Set(rows.flatMap(({ agency, givenBy }) => [agency, givenBy]))];
  const names = await organisationNames(db, [...agencies, dossier.receivedBy]);
  const named = (code: string) => ({ code, name: names.get(code) ?? code });
  const [first, ...others] = [...new Set(rows.map(({ agency }) => agency))].filter((one) => one !== dossier.receivedBy);
  return {
    form: "KIEM_SOAT" as const,
    formSet: set,
    ...printedAs("KIEM_SOAT", set),
    code: dossier.code as string,
    oneStop: named(dossier.receivedBy),
    deciding: first === undefined ? null : named(first),
    cooperating: others.map(named),
    dueAt: due?.toISOString() ?? null,
    rows: rows.map((row) => ({
      ...row,
      agency: named(row.agency),
      givenBy: named(row.givenBy),
      givenAt: row.givenAt.toISOString(),
      takenAt: row.takenAt?.toISOString() ?? null,
    })),
    /** Whether a row has "giao" and no "nhận": it may be lost on the way. */
    lost: rows.some(({ lost }) => lost),
  };
}
type ControlSlip = Awaited<ReturnType<typeof readSlip>>;

async function readRegisterEntry(db: Reader, { id }: StoredDossier, set: FormSet, mayKnow: boolean) {
  const row = await registerRowOf(db, id);
  return (
    row && {
      ...{
        form: "SO_THEO_DOI" as const,
        formSet: set,
        ...printedAs("SO_THEO_DOI", set),
        unit: row.unit,
        year: row.year,
      },
      row: registerView(row, mayKnow),
    }
  );
}
type RegisterEntry = NonNullable<Awaited<ReturnType<typeof readRegisterEntry>>>;
