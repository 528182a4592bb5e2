import { isValidOn } from "../domain/day.ts";
import { findOrgCode, parseOrgCode } from "../domain/org-code.ts";
import { findProcedureCode } from "../domain/procedure.ts";
import type { RuleMatch } from "../domain/succession.ts";
import { findOrganisation } from "../store/organisations.ts";
import {
  insertRules,
  successionCases,
  waitingFor,
  whileDeciding,
  type NewRule,
  type SuccessionCase,
} from "../store/succession.ts";
import { bad, type Read } from "./import-report.ts";
import { readdressDossiers, type ReaddressReport } from "./readdress-dossiers.ts";
import type { World } from "./step-taken.ts";

/** What a person decides about a case. */
export interface SuccessionDecision {
  readonly caseId: bigint;
  /** The agency that follows; undefined: each dossier as proposed. */
  readonly to: string | undefined;
  /** The paper it rests on. */
  readonly basis: string;
  readonly by: string;
  /** What it is about; nothing: all that the agency had. */
  readonly match: Exclude<RuleMatch, "all"> | undefined;
  readonly values: readonly string[];
  /** The person knows better than the registry: the agency may be none of the candidates. */
  readonly outsider?: boolean;
}

export interface SuccessionDecided {
  readonly report: ReaddressReport;
  /** The agencies that follow. */
  readonly to: readonly string[];
  /** false: the person knew better than the registry, and said so. */
  readonly amongCandidates: boolean;
  readonly case: SuccessionCase;
}

/**
 * Stores a person's decision as a rule, on a basis, and moves the dossiers it is about. Of two persons at once one is told
 * so: the other's rule would stand beside it, and govern what comes later.
 */
export async function decideSuccession(world: World, decision: SuccessionDecision): Promise<Read<SuccessionDecided>> {
  const { caseId } = decision;
  const decided = await whileDeciding(world.db, caseId, () => decideAlone(world, decision));
  return (
    decided ??
    bad(
      `Một người khác đang quyết định việc số ${caseId}; hãy xem lại việc này rồi quyết định.`,
      `Another person is deciding case ${caseId}; look at it again, then decide.`,
    )
  );
}

/** What a decision would do, by the same rules and on the same dossiers; nothing is changed. */
export async function previewSuccession(world: World, decision: SuccessionDecision): Promise<Read<SuccessionDecided>> {
  const read = await rulesOf(world, decision);
  if (!read.ok) return read;
  const { found, rules } = read.value;
  const { effective: on, from } = found;
  const supposed = rules.map((rule) => ({ ...rule, id: newestOfAll }));
  const order = { on, by: decision.by, agencies: [from], dryRun: true, supposing: supposed };
  const report = await readdressDossiers(world, order);
  return report.ok ? { ok: true, value: { ...choiceOf(read.value), report: report.value, case: found } } : report;
}

const newestOfAll = 2n ** 63n;

async function decideAlone(world: World, decision: SuccessionDecision): Promise<Read<SuccessionDecided>> {
  const { caseId } = decision;
  const read = await rulesOf(world, decision);
  if (!read.ok) return read;
  const { found, rules } = read.value;
  await world.db.transaction().execute((tx) => insertRules(tx, rules));
  // stopped here, the decision stands: the next run moves the dossiers
  const moved = await readdressDossiers(world, { on: found.effective, by: decision.by, agencies: [found.from] });
  if (!moved.ok) return moved;
  const [after = found] = await successionCases(world.db, { id: caseId });
  return { ok: true, value: { ...choiceOf(read.value), report: moved.value, case: after } };
}

interface Ruled {
  readonly found: SuccessionCase;
  readonly rules: readonly NewRule[];
}

function choiceOf({ found, rules }: Ruled): Pick<SuccessionDecided, "to" | "amongCandidates"> {
  const to = [...new Set(rules.map((rule) => rule.to))];
  return { to, amongCandidates: to.every((one) => found.candidates.includes(one)) };
}

/** The open case and the rules that the decision makes, or why it cannot be. */
async function rulesOf(world: World, decision: SuccessionDecision): Promise<Read<Ruled>> {
  const { caseId, basis, by, outsider = false } = decision;
  if (basis.trim() === "")
    return bad("Thiếu căn cứ: hãy ghi số văn bản (--basis).", "The basis is missing: give the document (--basis).");
  const [found] = await successionCases(world.db, { id: caseId });
  if (!found) return bad(`Không có việc số ${caseId}.`, `There is no case ${caseId}.`);
  if (found.state === "settled") return bad(`Việc số ${caseId} đã xong.`, `Case ${caseId} is settled already.`);

  const chosen = await (decision.to === undefined
    ? asProposed(world, found)
    : asTold(world, found, decision.to, decision));
  if (!chosen.ok) return chosen;
  const stranger = chosen.value.find(({ to }) => !found.candidates.includes(to));
  if (stranger && !outsider) return notACandidate(found, stranger.to);
  const [from, decidedAt] = [parseOrgCode(found.from), world.now()];
  const rules = chosen.value.map((rule): NewRule => ({ ...rule, from, basis, decidedBy: by, decidedAt }));
  return { ok: true, value: { found, rules } };
}

function notACandidate({ from, fromName, candidates }: SuccessionCase, to: string) {
  const [known, none] = [candidates.join(", "), candidates.length === 0];
  return bad(
    `${to} không nằm trong các cơ quan có thể kế tiếp ${from} ${fromName} (${none ? "danh mục không có cơ quan nào" : known}), và quyết định không rút lại được; nếu văn bản đúng là giao cho ${to}, hãy thêm --outsider.`,
    `${to} is none of those that may follow ${from} ${fromName} (${none ? "the registry knows none" : known}), and a decision cannot be taken back; if the paper does name ${to}, add --outsider.`,
  );
}

type Chosen = Pick<NewRule, "match" | "value" | "to">;

async function asProposed({ db }: World, { id }: SuccessionCase): Promise<Read<Chosen[]>> {
  const chosen = (await waitingFor(db, id)).flatMap(({ code, proposed }): Chosen[] =>
    proposed === null ? [] : [{ match: "dossier", value: code, to: parseOrgCode(proposed) }],
  );
  if (chosen.length > 0) return { ok: true, value: chosen };
  return bad(
    `Việc số ${id} không có đề xuất cho hồ sơ nào; hãy ghi cơ quan nhận (--to).`,
    `Case ${id} has no proposal for any dossier; name the agency (--to).`,
  );
}

async function asTold(
  { db }: World,
  found: SuccessionCase,
  text: string,
  { match, values }: SuccessionDecision,
): Promise<Read<Chosen[]>> {
  const to = findOrgCode(text);
  const agency = to && (await findOrganisation(db, to));
  if (!agency || agency.code === found.from || !isValidOn(agency, found.effective))
    return bad(
      `${text} không phải cơ quan đang hoạt động vào ngày ${found.effective}; hãy chọn trong: ${found.candidates.join(", ")}.`,
      `${text} is no agency that stands on ${found.effective}; choose among: ${found.candidates.join(", ")}.`,
    );
  if (match === undefined) return { ok: true, value: [{ match: "all", value: "", to: agency.code }] };
  const about = await valuesOf(db, found, match, values);
  return about.ok ? { ok: true, value: about.value.map((value) => ({ match, value, to: agency.code })) } : about;
}

async function valuesOf(
  db: World["db"],
  { id }: SuccessionCase,
  match: Exclude<RuleMatch, "all">,
  values: readonly string[],
): Promise<Read<string[]>> {
  switch (match) {
    case "field":
      return { ok: true, value: values.map((value) => value.normalize("NFC")) };
    case "procedure": {
      const wrong = values.find((value) => !findProcedureCode(value));
      if (wrong !== undefined) return bad(`"${wrong}" không phải mã thủ tục.`, `"${wrong}" is not a procedure's code.`);
      return { ok: true, value: values.map((value) => findProcedureCode(value) as string) };
    }
    case "dossier": {
      const waiting = new Set((await waitingFor(db, id)).map(({ code }) => code));
      const wrong = values.find((value) => !waiting.has(value));
      if (wrong !== undefined)
        return bad(`Hồ sơ ${wrong} không chờ việc số ${id}.`, `The dossier ${wrong} does not wait for case ${id}.`);
      return { ok: true, value: [...values] };
    }
  }
}
