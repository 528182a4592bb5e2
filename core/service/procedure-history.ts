import { dayBefore, isValidOn, type Day } from "../domain/day.ts";
import { findProcedureCode, type ProcedureCode, type ProcedureVersion } from "../domain/procedure.ts";
import { concerns, nameOf, openedName, prevails, type Signature } from "../domain/same-day.ts";
import { changesOf, type ProcedureChange } from "../store/decisions.ts";
import { localCodesOf, procedureVersions, replacedWith, type StoredLocalCode } from "../store/procedures.ts";
import type { Reader } from "../../platform/database.ts";
import { replacementChain } from "./remap-draft.ts";

/** A version with the decisions that opened or ended it. */
export interface VersionInTime extends ProcedureVersion {
  readonly decisions: readonly ChangeInTime[];
}

/** `supersededBy`: the decision of the same day that counts instead (C9). */
export type ChangeInTime = Omit<ProcedureChange, "openedEdition" | "closed"> & {
  readonly supersededBy: Signature | null;
};

export interface ProcedureHistory {
  readonly code: ProcedureCode;
  readonly versions: readonly VersionInTime[];
  /** From this procedure to the one that is in force in its place; only itself while it is in force. */
  readonly chain: readonly ProcedureCode[];
  /** What it took the place of. */
  readonly replaces: readonly ProcedureCode[];
  readonly localCodes: readonly StoredLocalCode[];
}

/**
 * A procedure in time, by its code in whatever form.
 * @param on only the version of that day.
 */
export async function procedureHistory(
  db: Reader,
  text: string,
  on: Day | undefined,
  today: Day,
): Promise<ProcedureHistory | undefined> {
  const code = findProcedureCode(text);
  if (!code) return undefined;
  const versions = (await procedureVersions(db, code)).filter((version) => on === undefined || isValidOn(version, on));
  if (versions.length === 0) return undefined;
  const changes = await changesOf(db, code);
  return {
    code,
    versions: versions.map((version) => ({
      ...version,
      decisions: changes
        .filter((change) => opened(change, version) || ended(change, version))
        .map((change) => inTime(change, code, changes)),
    })),
    chain: await replacementChain(db, code, on ?? today),
    replaces: await replacedWith(db, code),
    localCodes: await localCodesOf(db, code),
  };
}

const opened = (change: ProcedureChange, version: ProcedureVersion) => openedName(change) === nameOf(version);

function inTime(change: ProcedureChange, code: ProcedureCode, changes: readonly ProcedureChange[]): ChangeInTime {
  const { kind, province, replaces, opened: from, number, signedOn, issuedBy, effective } = change;
  const ofThatDay = changes.filter((other) => other.effective === effective && concerns(other, { code, province }));
  const first = ofThatDay.reduce((one, other) => (prevails(other, one) ? other : one), change);
  return {
    ...{ kind, code: change.code, province, replaces, opened: from, number, signedOn, issuedBy, effective },
    supersededBy:
      first === change ? null : { number: first.number, signedOn: first.signedOn, issuedBy: first.issuedBy },
  };
}

const ended = ({ kind, code, province, effective }: ProcedureChange, version: ProcedureVersion) =>
  (province === null || province === version.province) &&
  (kind === "abolished" || (kind === "replaced" && code !== version.code)) &&
  version.validTo === dayBefore(effective);
