import { excessOver, legalBeside } from "../domain/central-bound.ts";
import { dayBefore, dayOf, isValidOn, type Day } from "../domain/day.ts";
import {
  lateAfterLaw,
  lateEntry,
  shortNotice,
  type LateAfterLaw,
  type LateEntry,
  type Notice,
} from "../domain/decision-notice.ts";
import { contestedIn, type Contested } from "../domain/contested.ts";
import { decisionKey, yearOf } from "../domain/decision-key.ts";
import { groupBy } from "../domain/group-by.ts";
import type { OrgCode } from "../domain/org-code.ts";
import {
  findLocalCode,
  type LocalCode,
  type NewVersion,
  type ProcedureCode,
  type ProcedureVersion,
} from "../domain/procedure.ts";
import { overtaken, provinceOf } from "../domain/provincial-version.ts";
import { placeChange, type ChangeFault, type ChangeKind } from "../domain/publishing-decision.ts";
import { concerns, withoutThem } from "../domain/same-day.ts";
import { markOf, settle, type Effect, type EndedMark } from "../domain/settle-same-day.ts";
import { changesFrom, findDecision, insertDecision, type ProcedureChange } from "../store/decisions.ts";
import { insertLocalCodes, insertVersions, restateVersions, versionsOf } from "../store/procedures.ts";
import { lockImports } from "../store/units.ts";
import type { Database } from "../../platform/database.ts";
import { keepsSubstance } from "../domain/version-difference.ts";
import { currentCalendar } from "./edit-calendar.ts";
import { excessWords } from "./central-excess.ts";
import { bad, type Read, type Words } from "./import-report.ts";
import { withinCalendar } from "./keep-time.ts";
import { readDecision, type RefusedChange, type StatedChange, type StatedDecision } from "./read-decision.ts";
import { readProcedure, type JsonObject } from "./read-procedures.ts";

export type DecisionApplied =
  /** `already`: the same decision was applied before, and nothing changed. */
  | {
      readonly applied: true;
      readonly already: boolean;
      readonly decision: Pick<StatedDecision, "number" | "signedOn" | "issuedBy" | "effective">;
      readonly changes: Readonly<Record<ChangeKind, number>>;
      /** Versions opened, and procedures that ended or gave way. */
      readonly opened: number;
      readonly closed: number;
      /** Where another decision changes a procedure from the same day (C9). */
      readonly contested: readonly Contested[];
      /** Set where it takes effect sooner after its signing than the law or the index wants (C1). */
      readonly shortNotice?: Notice;
      /** Set where it was signed later after a law of the shortened procedure than allowed (C1). */
      readonly lateAfterLaw?: LateAfterLaw;
      /** Set where it was entered, the first time, later after its signing than the law allows (C2). */
      readonly lateEntry?: LateEntry;
    }
  /** A decision is carried out whole or not at all; every fault is told. */
  | { readonly applied: false; readonly refused: readonly RefusedChange[] };

/**
 * Carries out a publishing decision in one transaction, however many procedures it touches. By its agency, number and year it
 * is carried out once. Of several that change one procedure from one day it is judged as though the others had not been,
 * and the later signature counts, then the number: the order of applying changes nothing (C9). Dossiers keep the version
 * of their receipt: none is re-timed (C4, P9).
 */
export async function applyDecision(db: Database, text: string): Promise<Read<DecisionApplied>> {
  const read = readDecision(text);
  if (!read.ok) return read;
  const { refused: unreadable, ...stated } = read.value;
  const { number, signedOn, issuedBy, effective } = stated;
  const changes = countByKind(stated.changes);
  const tooLate = lateAfterLaw(stated);
  const applied = {
    ...{ applied: true as const, decision: { number, signedOn, issuedBy, effective }, changes },
    ...(tooLate ? { lateAfterLaw: tooLate } : {}),
  };
  return db.transaction().execute(async (tx): Promise<Read<DecisionApplied>> => {
    await lockImports(tx);
    const codes = stated.changes.flatMap(({ code, replaces }) => [code, ...replaces]);
    const others = (await changesFrom(tx, effective, codes)).filter(
      (change) => decisionKey(change) !== decisionKey(stated),
    );
    const contested = contestedIn(
      stated,
      stated.changes.map((change) => ({ ...change, province: provinceIn(change) })),
      others,
    );
    const before = await findDecision(tx, stated);
    const calendar = await currentCalendar(tx);
    const entered = (at: Date) => {
      const notice = shortNotice(stated, calendar);
      const late = withinCalendar(() => lateEntry(stated, dayOf(at), calendar));
      return { ...applied, ...(notice ? { shortNotice: notice } : {}), ...(late ? { lateEntry: late } : {}) };
    };
    if (before?.contentSha256 === stated.contentSha256)
      return { ok: true, value: { ...entered(before.appliedAt), already: true, opened: 0, closed: 0, contested } };
    if (before !== undefined)
      return bad(
        `quyết định ${number} của ${issuedBy} năm ${yearOf(signedOn)} đã áp dụng với nội dung khác; điều đã công bố không được sửa, hãy dùng quyết định đính chính`,
        `decision ${number} of ${yearOf(signedOn)} by ${issuedBy} was applied with other content; what was published is not rewritten, use a decision that corrects it`,
      );

    const all = await versionsOf(tx, codes);
    const rivals = others.filter((other) => stated.changes.some((change) => isAgainst(other, change)));
    const known = groupBy(withoutThem(all, rivals, effective), ({ code }) => code);
    const plan = makePlan(stated, known);
    const refused = [...unreadable, ...plan.refused].sort((a, b) => a.place - b.place);
    if (refused.length > 0) return { ok: true, value: { applied: false, refused } };

    const { opened, closed, ...settled } = settle(plan.effects, all, others, stated);
    await restateVersions(tx, settled.restated);
    await insertVersions(tx, settled.inserted);
    const appliedAt = await insertDecision(tx, stated, settled.changes, stated.figures);
    await insertLocalCodes(tx, plan.locals, number);
    return { ok: true, value: { ...entered(appliedAt), already: false, opened, closed, contested } };
  });
}

/** Whether a change of another decision is of a procedure that this one is of, too. */
const isAgainst = (other: ProcedureChange, change: StatedChange): boolean =>
  [change.code, ...change.replaces].some((code) => concerns(other, { code, province: provinceIn(change) }));

function countByKind(changes: readonly StatedChange[]): Record<ChangeKind, number> {
  const counts: Record<ChangeKind, number> = { new: 0, amended: 0, replaced: 0, abolished: 0, corrected: 0 };
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
}

/** An effect while it is found out. */
interface Draft extends Effect {
  readonly change: StatedChange;
  opened: NewVersion | undefined;
  readonly closed: EndedMark[];
}

interface Plan {
  readonly effects: Effect[];
  readonly locals: LocalCode[];
  readonly refused: RefusedChange[];
}

type Known = ReadonlyMap<string, readonly ProcedureVersion[]>;

function makePlan(stated: StatedDecision, known: Known): Plan {
  const plan: Plan = { effects: [], locals: [], refused: [] };
  for (const change of stated.changes) {
    const { kind, code, replaces } = change;
    const effect: Draft = { change, province: provinceIn(change), opened: undefined, closed: [] };
    for (const old of replaces) end(plan, effect, stated, known, old, code);
    if (kind === "abolished") end(plan, effect, stated, known, code, null);
    else begin(plan, effect, stated, known);
    plan.effects.push(effect);
  }
  return plan;
}

/** The province whose own form of the code is written; null: the centre's. */
function provinceIn({ row: { code } }: StatedChange): OrgCode | null {
  const local = typeof code === "string" ? findLocalCode(code) : undefined;
  return (local && provinceOf(local.organisation)) ?? null;
}

/** Opens a version, unless its content is in force already. */
function begin(plan: Plan, effect: Draft, stated: StatedDecision, known: Known): void {
  const { change, province, closed } = effect;
  const { code, place, kind } = change;
  const all = known.get(code) ?? [];
  const inForce = all.find((version) => version.province === null && isValidOn(version, stated.effective));
  const versions = all.filter((version) => version.province === province);
  const own = versions.find((version) => isValidOn(version, stated.effective));
  // a province that has none of its own on that day changes the centre's, for its own units
  const isFirst = province !== null && inForce !== undefined && own === undefined;
  const newest = isFirst ? inForce : versions.at(-1);
  // what comes in its place keeps an end that is known already
  const follows = isFirst ? all.findLast((version) => version.province === null) : own;
  const listed = { status: "published", source: `${stated.number} (${stated.signedOn})` };
  const changesOne = kind === "amended" || kind === "corrected";
  const row = changesOne && newest ? carriedOver(newest, change.row) : change.row;
  const read = readProcedure({ ...row, ...listed }, place);
  if (!read.ok) {
    plan.refused.push({ place, code, reason: read.reason });
    return;
  }
  const { local } = read.value;
  let { content } = read.value;
  const corrects = own ?? (isFirst ? inForce : undefined);
  if (province !== null && inForce) {
    const excess = excessOver(inForce, content);
    if (excess) {
      plan.refused.push({ place, code, reason: excessWords(excess) });
      return;
    }
    content = { ...content, legalLimit: legalBeside(inForce, content), solvedBy: inForce.solvedBy };
  }
  if (kind === "corrected" && corrects && !keepsSubstance(corrects, content)) {
    plan.refused.push({ place, code, reason: notACorrection });
    return;
  }
  if (local) plan.locals.push(local);
  if (isFirst && inForce.contentSha256 === content.contentSha256) return; // the centre's own words
  const placed = changesOne && !isFirst ? "amended" : "new";
  const placement = placeChange(placed, versions, stated.effective, content.contentSha256);
  switch (placement.kind) {
    case "open":
      if (placement.closes !== null && newest)
        closed.push(closing(newest, { validTo: placement.closes, replacedBy: null }, false));
      if (province === null)
        for (const one of overtaken(all, content, stated.effective))
          closed.push(closing(one, { validTo: dayBefore(stated.effective) }, false));
      effect.opened = {
        ...content,
        validFrom: stated.effective,
        validTo: follows?.validTo ?? null,
        replacedBy: content.replacedBy ?? follows?.replacedBy ?? null,
      };
      return;
    case "refuse":
      plan.refused.push({ place, code, reason: reasons[placement.why](code, stated) });
      return;
    case "keep":
    case "close":
  }
}

function end(
  plan: Plan,
  { change, province, closed }: Draft,
  stated: StatedDecision,
  known: Known,
  code: ProcedureCode,
  replacedBy: ProcedureCode | null,
): void {
  const { place } = change;
  const all = known.get(code) ?? [];
  const versions = all.filter((version) => version.province === province);
  // replaced in a province that had none of its own: the centre decides when its version ends
  if (province !== null && versions.length === 0 && replacedBy !== null) return;
  const newest = versions.at(-1);
  const placement = placeChange("abolished", versions, stated.effective, undefined);
  if (placement.kind === "refuse") plan.refused.push({ place, code, reason: reasons[placement.why](code, stated) });
  else if (newest && (placement.kind === "close" || replacedBy !== null)) {
    const validTo = placement.kind === "close" ? placement.last : newest.validTo;
    closed.push(closing(newest, { validTo, replacedBy: replacedBy ?? newest.replacedBy }, true));
  }
  if (province !== null || placement.kind !== "close") return;
  // what the centre ends has no form of a province left (C6), nor one to come: that is in force on no day
  for (const one of all.filter((version) => version.province !== null))
    if (isValidOn(one, stated.effective)) closed.push(closing(one, { validTo: placement.last, replacedBy }, false));
    else if (one.validFrom > stated.effective)
      closed.push(closing(one, { validTo: dayBefore(one.validFrom as Day), replacedBy }, false));
}

const closing = (
  version: ProcedureVersion,
  but: Partial<Pick<ProcedureVersion, "validTo" | "replacedBy">>,
  ends: boolean,
): EndedMark => {
  const { validTo, replacedBy } = version;
  return { ...markOf(version), ...but, ends, before: { validTo, replacedBy } };
};

/**
 * What an amendment does not state stays as it was, in the form of an import's row. Words that explain a number go with
 * the number.
 */
function carriedOver(version: ProcedureVersion, row: JsonObject): JsonObject {
  return {
    ...version.details,
    ...{ code: version.code, name: version.name, field: version.field, levels: version.levels },
    ...("time_limit" in row
      ? {}
      : { time_limit: version.limit, time_limit_text: version.limitText, legal_limit: version.legalLimit }),
    ...{ start_mode: version.startMode, supplement_mode: version.supplementMode },
    ...{ payment_mode: version.paymentMode, solved_by: version.solvedBy },
    ...("fee_vnd" in row
      ? {}
      : { fee_vnd: version.feeVnd === null ? null : Number(version.feeVnd), fee_text: version.feeText }),
    documents: version.documents,
    ...row,
  };
}

const notACorrection: Words = {
  vi: "đính chính chỉ sửa cách viết (tên, lĩnh vực, lời giải thích); thời hạn, phí, giấy tờ, cấp thực hiện thay đổi thì dùng kiểu amended",
  en: "a correction mends wording only (name, field, explanations); where limit, fee, papers or levels change, use the kind amended",
};

const reasons: Readonly<Record<ChangeFault, (code: string, of: StatedDecision) => Words>> = {
  "in-force-already": (code, { effective }) => ({
    vi: `${code} đang có hiệu lực vào ngày ${effective}; nếu nội dung thay đổi hãy dùng kiểu amended`,
    en: `${code} is in force on ${effective}; use the kind amended to change it`,
  }),
  "not-in-force": (code, { effective }) => ({
    vi: `${code} không có hiệu lực vào ngày ${effective}; hãy kiểm tra mã và ngày`,
    en: `${code} is not in force on ${effective}; check the code and the day`,
  }),
  "changed-that-day": (code, { effective }) => ({
    vi: `${code} đã có phiên bản khác từ đúng ngày ${effective} theo danh mục đã nhập, không theo quyết định nào; nội dung đã có hiệu lực không được sửa, hãy hỏi cơ quan công bố nội dung nào được áp dụng`,
    en: `${code} has another version from that very day ${effective}, by an imported list and no decision; what is in force is not rewritten, ask the issuing agency which holds`,
  }),
  "later-version": (code, { effective }) => ({
    vi: `${code} đã có phiên bản hiệu lực sau ngày ${effective}; quyết định phải được áp dụng theo thứ tự thời gian`,
    en: `${code} has a version from after ${effective}; decisions are applied in the order of time`,
  }),
};
