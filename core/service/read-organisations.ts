import type { Day } from "../domain/day.ts";
import { findOrgCode, type OrgCode } from "../domain/org-code.ts";
import {
  lastDayUnder,
  organisationKinds,
  schemes,
  unitLevel,
  unitOfAgency,
  type Organisation,
  type OrganisationKind,
} from "../domain/organisation.ts";
import { isForward } from "../domain/unit.ts";
import { bad, type Read, type Tally } from "./import-report.ts";
import type { Source } from "./import-source.ts";
import { registryKey, type Registry } from "./registry.ts";
import { readDay, reversed } from "./read-units.ts";
import { readTable, withoutContradictions, type TableRow } from "./read-table.ts";

const required = ["code", "scheme", "level", "kind", "name", "parent_code", "unit_code", "valid_to"] as const;
const optional = ["code_qcvn102", "successor_code", "confidence", "source", "valid_from"] as const;
type Column = (typeof required)[number] | (typeof optional)[number];

interface AgencyRow {
  readonly line: number;
  readonly unitCode: string;
  readonly agency: Organisation;
}
type Tree = readonly Pick<Organisation, "code" | "kind" | "parentCode">[];

/** Agencies with the unit they act on, as far as the registry tells it. */
export async function readOrganisations(
  source: Source,
  registry: Registry,
  known: Tree,
  tally: Tally,
  onBytes: (count: number) => void,
): Promise<Organisation[]> {
  const rows: AgencyRow[] = [];
  for (const row of await readTable(source, required, optional, tally, onBytes)) {
    const read = readAgency(row);
    if (read.ok) rows.push(read.value);
    else tally.refuse(row.line, read.reason);
  }
  const single = withoutContradictions(
    rows,
    ({ agency }) => agency.code,
    ({ agency, unitCode }) => JSON.stringify([agency, unitCode]),
    tally,
  );
  const tree = new Map([...known, ...single.map(({ agency }) => agency)].map((agency) => [agency.code, agency]));
  const kept: Organisation[] = [];
  for (const row of single) {
    const placed = place(row, registry, tree, tally);
    if (placed) kept.push(placed);
  }
  return kept;
}

function readAgency({ line, cells }: TableRow<Column>): Read<AgencyRow> {
  const code = findOrgCode(cells.code);
  if (!code) return bad(`"${cells.code}" không phải mã định danh cơ quan`, `"${cells.code}" is not an identifier`);
  if (cells.code_qcvn102 && findOrgCode(cells.code_qcvn102) !== code)
    return bad(
      `hai mã ${cells.code} và ${cells.code_qcvn102} không cùng một cơ quan`,
      `${cells.code} and ${cells.code_qcvn102} are not the same agency`,
    );
  const scheme = cells.scheme === "khac" ? "other" : schemes.find((one) => one === cells.scheme);
  if (!scheme)
    return bad(
      `kiểu mã "${cells.scheme}" không có; chỉ dùng QD20, QCVN102, khac`,
      `unknown scheme "${cells.scheme}"; use QD20, QCVN102 or khac`,
    );
  const kind = organisationKinds.find((one) => one === cells.kind);
  if (!kind)
    return bad(
      `loại cơ quan "${cells.kind}" không có; chỉ dùng ${organisationKinds.join(", ")}`,
      `unknown kind "${cells.kind}"; use ${organisationKinds.join(", ")}`,
    );
  if (!/^[1-4]$/.test(cells.level))
    return bad(`cấp mã "${cells.level}" phải là số từ 1 đến 4`, `the tier "${cells.level}" must be 1 to 4`);
  if (cells.name === "") return bad("thiếu tên cơ quan", "the name is missing");
  const parentCode = related(cells.parent_code);
  const successorCode = related(cells.successor_code);
  if (parentCode === undefined || successorCode === undefined)
    return bad(
      "mã cơ quan cấp trên hoặc cơ quan kế tiếp không đúng",
      "the parent's or the successor's identifier is not one",
    );
  const validFrom = readDay(cells.valid_from);
  const validTo = readDay(cells.valid_to);
  if (!validFrom.ok) return validFrom;
  if (!validTo.ok) return validTo;
  const agency: Organisation = {
    code,
    writtenAs: cells.code.toUpperCase(),
    scheme,
    tier: Number(cells.level),
    kind,
    name: cells.name,
    parentCode,
    unit: null,
    successorCode,
    confidence: cells.confidence || "unstated",
    source: cells.source || "",
    validFrom: validFrom.value ?? "-infinity",
    validTo: validTo.value ?? null,
  };
  if (!isForward(agency)) return reversed;
  if (parentCode === code)
    return bad("cơ quan không thể là cấp trên của chính nó", "an agency cannot be its own parent");
  return { ok: true, value: { line, unitCode: cells.unit_code, agency } };
}

/** null: none stated; undefined: stated, and wrong. */
const related = (text: string): OrgCode | null | undefined => (text === "" ? null : findOrgCode(text));

function place(
  { line, agency, unitCode }: AgencyRow,
  registry: Registry,
  tree: ReadonlyMap<OrgCode, Pick<Organisation, "kind" | "parentCode">>,
  tally: Tally,
): Organisation | undefined {
  if (agency.parentCode && !tree.has(agency.parentCode))
    tally.note(
      "parent-unknown",
      line,
      "cơ quan cấp trên chưa có trong danh mục (vẫn nhận)",
      "agencies whose parent is not known (taken all the same)",
    );
  const stated = (agency.validTo as Day | null) ?? lastDayUnder(lineage(agency, tree));
  const level = unitCode === "" ? undefined : unitLevel(agency.kind, unitCode);
  const candidates = level ? (registry.get(registryKey(level, unitCode)) ?? []) : [];
  const unit = unitOfAgency(stated, candidates);
  if (unitCode !== "" && !unit)
    tally.note(
      candidates.length === 0 ? "unit-unknown" : "unit-ambiguous",
      line,
      candidates.length === 0
        ? "không có đơn vị hành chính mang mã này (để trống)"
        : "mã đơn vị ứng với không đúng một đơn vị (để trống)",
      candidates.length === 0
        ? "no unit has this code (left empty)"
        : "not exactly one unit fits the code (left empty)",
    );
  const validTo = stated ?? unit?.validTo ?? null;
  if (validTo !== agency.validTo)
    tally.note(
      "end-from-unit",
      line,
      "không ghi ngày kết thúc; lấy theo ngày kết thúc của đơn vị hành chính hoặc của cấp huyện",
      "no last day stated; taken from the unit's, or from the end of districts",
    );
  const placed = {
    ...agency,
    validTo,
    unit: unit ? { level: unit.level, code: unit.code, validFrom: unit.validFrom } : null,
  };
  if (isForward(placed)) return placed;
  tally.refuse(line, reversed.reason);
  return undefined;
}

/** The kinds of an agency and of those above it. */
function lineage(
  agency: Pick<Organisation, "kind" | "parentCode">,
  tree: ReadonlyMap<OrgCode, Pick<Organisation, "kind" | "parentCode">>,
): OrganisationKind[] {
  const kinds = [agency.kind];
  // four tiers at most: a circle of parents ends here too
  for (let code = agency.parentCode; code !== null && kinds.length < 4;) {
    const above = tree.get(code);
    if (!above) break;
    kinds.push(above.kind);
    code = above.parentCode;
  }
  return kinds;
}
