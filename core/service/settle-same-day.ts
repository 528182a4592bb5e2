import { dayBefore, type Day } from "../domain/day.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { ProcedureCode, ProcedureVersion } from "../domain/procedure.ts";
import {
  concerns,
  nameOf,
  openedName,
  prevails,
  whyItCounts,
  type Signature,
  type VersionName,
  type WhyItCounts,
  withoutThem,
} from "../domain/same-day.ts";
import type { DecisionChange, ProcedureChange } from "../store/decisions.ts";
import type { NewVersion, StoredMark } from "../store/procedures.ts";
import type { StatedChange, StatedDecision } from "./read-decision.ts";

/** What a change of a decision does to the catalogue if no other decision of its day counts. */
export interface Effect {
  readonly change: StatedChange;
  /** Whose form of the code is written; null: the centre's. */
  readonly province: OrgCode | null;
  opened: NewVersion | undefined;
  /** `ends`: no version of the same procedure follows; `before`: its last day and successor without this change. */
  readonly closed: (StoredMark & {
    readonly ends: boolean;
    readonly before: Pick<ProcedureVersion, "validTo" | "replacedBy">;
  })[];
}

/** What is written of a decision. */
export interface Settled {
  readonly inserted: readonly NewVersion[];
  readonly restated: readonly StoredMark[];
  readonly changes: readonly DecisionChange[];
  /** Versions that it opens and procedures that it ends, where it counts. */
  readonly opened: number;
  readonly closed: number;
}

/**
 * What a decision does beside others of its day: where it counts, theirs is undone and its own done; where it does not,
 * its version is kept as one of no day (C9).
 * @param all every version of the procedures.
 * @param others changes of other decisions from that day.
 */
export function settle(
  effects: readonly Effect[],
  all: readonly ProcedureVersion[],
  others: readonly ProcedureChange[],
  by: Signature & { readonly effective: Day },
): Settled {
  const known = new Map(all.map((version) => [nameOf(version), version]));
  const restated = new Map<string, StoredMark>();
  const restate = (of: VersionName | undefined, but: Partial<StoredMark>) => {
    const version = of && known.get(nameOf(of));
    if (version) restated.set(nameOf(version), { ...markOf(version), ...but });
  };
  const noDay = dayBefore(by.effective);
  const inserted: NewVersion[] = [];
  const changes: DecisionChange[] = [];
  let [opens, closes] = [0, 0];
  for (const { change, province, opened, closed } of effects) {
    const { kind, code, replaces } = change;
    for (const one of [code, ...replaces]) {
      const rivals = others.filter((other) => concerns(other, { code: one, province }));
      if (!rivals.every((rival) => prevails(by, rival))) continue;
      for (const rival of rivals) {
        const version = all.find((candidate) => candidate.code === one && nameOf(candidate) === openedName(rival));
        restate(version, { validTo: noDay });
      }
      for (const version of withoutThem(all, rivals, by.effective)) {
        const { validTo, replacedBy } = version;
        const before = known.get(nameOf(version));
        const isUndone = before?.validTo !== validTo || before.replacedBy !== replacedBy;
        if (version.code === one && isUndone) restate(version, { validTo, replacedBy });
      }
      for (const mark of closed.filter((ended) => ended.code === one)) {
        restated.set(nameOf(mark), mark);
        if (mark.ends) closes += 1;
      }
    }
    const ofThatDay = all.filter(
      (version) => version.code === code && version.province === province && version.validFrom === by.effective,
    );
    const counts = others.every((other) => !concerns(other, { code, province }) || prevails(by, other));
    const same = opened && ofThatDay.find(({ contentSha256 }) => contentSha256 === opened.contentSha256);
    if (opened && counts) opens += 1;
    if (opened && !same) inserted.push(counts ? opened : { ...opened, validTo: noDay });
    if (same && counts)
      restate(same, { validTo: opened.validTo, replacedBy: opened.replacedBy, source: opened.source });
    changes.push({
      ...{ kind, code, province, replaces, opened: opened?.validFrom ?? null },
      openedEdition: same?.edition ?? (opened ? ofThatDay.length : 0),
      closed: closed.map(({ code: of, province: whose, validFrom, edition, before }) => ({
        ...{ code: of, province: whose, validFrom, edition, ...before },
      })),
    });
  }
  return { inserted, restated: [...restated.values()], changes, opened: opens, closed: closes };
}

/** What may be said anew of a version: its content may not. */
export const markOf = ({
  code,
  province,
  edition,
  contentSha256,
  validFrom,
  validTo,
  replacedBy,
  listing,
  source,
}: ProcedureVersion): StoredMark => ({
  ...{ code, province, edition, contentSha256, validFrom, validTo, replacedBy, listing, source },
});

type Named = Pick<ProcedureChange, "number" | "signedOn" | "issuedBy">;

/** A procedure that several decisions change from one day: which of them counts there, and why (C9). */
export interface Contested {
  readonly place: number;
  readonly code: ProcedureCode;
  readonly province: OrgCode | null;
  readonly counts: Named;
  readonly why: WhyItCounts;
  /** On record, and not in force. */
  readonly superseded: readonly Named[];
}

export function contestedIn(
  decision: StatedDecision,
  provinceIn: (change: StatedChange) => OrgCode | null,
  others: readonly ProcedureChange[],
): Contested[] {
  const contested: Contested[] = [];
  for (const change of decision.changes)
    for (const code of [change.code, ...change.replaces]) {
      const province = provinceIn(change);
      const rivals = others.filter((other) => concerns(other, { code, province }));
      const [counts, next, ...rest] = [decision, ...rivals].map(named).toSorted((a, b) => (prevails(a, b) ? -1 : 1));
      if (!counts || !next) continue;
      const why = whyItCounts(counts, next);
      contested.push({ place: change.place, code, province, counts, why, superseded: [next, ...rest] });
    }
  return contested;
}

const named = ({ number, signedOn, issuedBy }: Named): Named => ({ number, signedOn, issuedBy });
