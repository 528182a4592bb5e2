import { isOfNoDay, type Day } from "../domain/day.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Organisation } from "../domain/organisation.ts";
import { findProcedureCode, type ProcedureCode, type ProcedureVersion } from "../domain/procedure.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { differenceOf, isDifferent, type VersionDifference } from "../domain/version-difference.ts";
import { procedureVersions } from "../store/procedures.ts";
import type { Reader } from "../../platform/database.ts";
import { versionInForce } from "./version-in-force.ts";
import { openDay } from "./views.ts";

export type Remapped =
  /** The version it was written for is in force: nothing to show. */
  | { readonly ok: true; readonly status: "in-force"; readonly version: ProcedureVersion }
  /** Another version, of the same procedure or of that which replaced it, is in force: the applicant sees the difference. */
  | {
      readonly ok: true;
      readonly status: "amended" | "replaced";
      /** The codes from the draft's to the one in force. */
      readonly chain: readonly ProcedureCode[];
      readonly version: ProcedureVersion;
      readonly difference: VersionDifference;
      readonly isDifferent: boolean;
    }
  /** Nothing is in force in its place: no receipt is possible (C6). */
  | { readonly ok: true; readonly status: "ended"; readonly chain: readonly ProcedureCode[] };

/**
 * The version a draft falls under, and how it differs from the one it was written for (rule C5).
 * @param on the day of submission: a draft submitted in time keeps its version.
 * @param unit where it is submitted: its province may have a version of its own (C7).
 */
export async function remapDraft(
  db: Reader,
  draft: {
    readonly procedure: string;
    readonly version: string;
    readonly province?: OrgCode;
    readonly edition?: number;
  },
  on: Day,
  unit?: Organisation,
): Promise<Remapped | Refusal> {
  const code = findProcedureCode(draft.procedure);
  const versions = code ? await procedureVersions(db, code) : [];
  if (!code || versions.length === 0) return refuse("procedure-unknown", { procedure: draft.procedure }, "/procedure");
  const province = draft.province ?? null;
  const ofIt = versions.filter((version) => version.province === province);
  const written = ofIt.find(
    ({ validFrom, edition }) => validFrom === draft.version && edition === (draft.edition ?? 0),
  );
  if (!written) {
    const known = ofIt.map(({ validFrom }) => openDay(validFrom) ?? "null").join(", ");
    const version = openDay(draft.version) ?? "null";
    return refuse("procedure-version-unknown", { procedure: code, version, known }, "/version");
  }
  const { chain, version } = await inForce(db, code, versions, on, unit);
  if (!version) return { ok: true, status: "ended", chain };
  if (version === written) return { ok: true, status: "in-force", version };
  const difference = differenceOf(written, version);
  const status = version.code === code ? "amended" : "replaced";
  return { ok: true, status, chain, version, difference, isDifferent: isDifferent(difference) };
}

/** The replacements from a procedure to the one in force on the day; each code once, should rows form a circle. */
export async function replacementChain(db: Reader, code: ProcedureCode, on: Day): Promise<ProcedureCode[]> {
  return (await inForce(db, code, await procedureVersions(db, code), on, undefined)).chain;
}

async function inForce(
  db: Reader,
  code: ProcedureCode,
  versions: readonly ProcedureVersion[],
  on: Day,
  unit: Organisation | undefined,
): Promise<{ readonly chain: ProcedureCode[]; readonly version: ProcedureVersion | undefined }> {
  const chain = [code];
  let known = versions;
  for (;;) {
    const version = await versionInForce(db, known, on, unit);
    const placed = known.filter((one) => !isOfNoDay(one));
    const next = (placed.findLast(({ province }) => province === null) ?? placed.at(-1))?.replacedBy;
    if (version || !next || chain.includes(next)) return { chain, version };
    chain.push(next);
    known = await procedureVersions(db, next);
  }
}

/** As the contract writes it: whole đồng as numbers. */
export const differenceView = ({ fee, ...difference }: VersionDifference) => ({
  ...difference,
  fee: fee && { before: feeView(fee.before), after: feeView(fee.after) },
});

const feeView = ({ feeVnd, feeText }: Pick<ProcedureVersion, "feeVnd" | "feeText">) => ({
  feeVnd: feeVnd === null ? null : Number(feeVnd),
  feeText,
});
