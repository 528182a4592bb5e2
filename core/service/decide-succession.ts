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
}

export interface SuccessionDecided {
  readonly report: ReaddressReport;
  /** false: the person knew better than the registry, which is allowed and worth a second look. */
  readonly amongCandidates: boolean;
  readonly case: SuccessionCase;
}

/**
 * Stores a person's decision as a rule, on a basis, and moves the dossiers it is about. Of two persons at once one is told
 * so: the other's rule would stand beside it, and govern what comes later.
 */
export async function decideSuccession(world: World, decision: SuccessionDecision): Promise<Read<SuccessionDecided>> {
  const { caseId, basis } = decision;
  if (basis.trim() === "")
    return bad("Thiếu căn cứ: hãy ghi số văn bản (--basis).", "The basis is missing: give the document (--basis).");
  const decided = await whileDeciding(world.db, caseId, () => decideAlone(world, decision));
  return (
    decided ??
    bad(
      `Một người khác đang quyết định việc số ${caseId}; hãy xem lại việc này rồi quyết định.`,
      `Another person is deciding case ${caseId}; look at it again, then decide.`,
    )
  );
}

async function decideAlone(world: World, decision: SuccessionDecision): Promise<Read<SuccessionDecided>> {
  const { caseId, basis } = decision;
  const [found] = await successionCases(world.db, { id: caseId });
  if (!found) return bad(`Không có việc số ${caseId}.`, `There is no case ${caseId}.`);
  if (found.state === "settled") return bad(`Việc số ${caseId} đã xong.`, `Case ${caseId} is settled already.`);

  const rules = await (decision.to === undefined
    ? asProposed(world, found)
    : asTold(world, found, decision.to, decision));
  if (!rules.ok) return rules;
  await world.db.transaction().execute((tx) =>
    insertRules(
      tx,
      rules.value.map((rule): NewRule => ({
        ...rule,
        from: parseOrgCode(found.from),
        basis,
        decidedBy: decision.by,
        decidedAt: world.now(),
      })),
    ),
  );
  // stopped here, the decision stands: the next run moves the dossiers
  const moved = await readdressDossiers(world, { on: found.effective, by: decision.by, agencies: [found.from] });
  if (!moved.ok) return moved;
  const [after = found] = await successionCases(world.db, { id: caseId });
  const amongCandidates = rules.value.every(({ to }) => found.candidates.includes(to));
  return { ok: true, value: { report: moved.value, amongCandidates, case: after } };
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
