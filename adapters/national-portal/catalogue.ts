import type { Service } from "../../contracts/national-portal/envelope.ts";
import type { CatalogueTold, Statement } from "../../core/service/pull-catalogue.ts";
import type { ProcedureLevel } from "../../core/domain/procedure.ts";
import { findProcedureCode } from "../../core/domain/procedure.ts";
import { fromProcedure, type ToldProcedure } from "../../mappings/national-portal/from-procedure.ts";
import { fromLocalProcedureCode } from "../../mappings/national-portal/identifiers.ts";
import { isObject, scalar } from "../../mappings/national-portal/dialects/wire.ts";
import { foldText } from "../../mappings/national-portal/text.ts";
import type { Read } from "./ask.ts";

/** The lists beside the procedures', with the name of the code in their rows. */
export const catalogueLists = {
  LayDanhMucCoQuan: "MADONVI",
  LayDanhMucLinhVuc: "MALINHVUC",
  LayDVC: "MADVC",
} as const satisfies Partial<Record<Service, string>>;

export interface CatalogueSettings {
  /** Of CAPTHUCHIEN, before ours. */
  readonly levels: Readonly<Record<string, ProcedureLevel>>;
  /** Particulars that are older are read again; the portal has no service that tells what changed. */
  readonly refreshHours: number;
  /** Services that this portal does not have. */
  readonly without: readonly string[];
}

/** What is kept of a procedure from an earlier pull. */
export interface KeptDetail {
  readonly row: unknown;
  readonly readAt: Date;
}

/** The list of procedures was not to be had: nothing can be said about any. */
export class PullFailed extends Error {
  override name = "PullFailed";
}

/**
 * Asks for the lists and, one after the other over the one session, for the particulars of what is new, renamed or
 * was read too long ago.
 * @param kept by code, of earlier pulls (quirk 25: nobody asks the portal while a dossier waits).
 * @throws {PullFailed}
 */
export async function askCatalogue(
  read: Read,
  kept: ReadonlyMap<string, KeptDetail>,
  { levels, refreshHours, without }: CatalogueSettings,
  now: Date,
  signal: AbortSignal,
): Promise<CatalogueTold> {
  const lists = [];
  for (const [list, key] of Object.entries(catalogueLists)) {
    if (without.includes(list)) continue;
    const rows = await rowsOf(read, list as Service, signal);
    const named = new Map(rows.flatMap((row) => codeIn(row, key)).map((each): [string, unknown] => each));
    lists.push({
      list,
      rows: [...named].map(([code, row]) => ({ code, row })),
      nameless: rows.filter((row) => codeIn(row, key).length === 0).length,
    });
  }
  const fields = fieldCodes(lists.find(({ list }) => list === "LayDanhMucLinhVuc")?.rows ?? []);

  const heads = new Map<string, { readonly asked: string; readonly name: string }>();
  const unfit: CatalogueTold["unfit"][number][] = [];
  for (const row of await rowsOf(read, "LayDanhSachTTHC", signal)) {
    const asked = isObject(row) ? (scalar(row["MATTHC"]) ?? "") : "";
    const code = findProcedureCode(asked) ?? fromLocalProcedureCode(asked);
    if (code) heads.set(code, { asked, name: isObject(row) ? (scalar(row["TENTTHC"]) ?? "") : "" });
    else unfit.push({ code: asked, field: "MATTHC", reason: noCode(asked) });
  }
  if (heads.size === 0) throw new PullFailed("LayDanhSachTTHC: an empty list");

  const details: { code: string; row: unknown }[] = [];
  const statements: Statement[] = [];
  const unread: { code: string; why: string }[] = [];
  for (const [code, { asked, name }] of heads) {
    const before = kept.get(code);
    let row = before?.row;
    if (!before || isOld(before, name, refreshHours, now)) {
      const { reply, rows } = await read("LayThuTuc", { maTTHC: asked }, signal);
      const found = reply.kind === "done" ? rows?.find((each) => isObject(each)) : undefined;
      if (found) details.push({ code, row: found });
      else unread.push({ code, why: reply.detail });
      row = found ?? row;
    }
    if (row === undefined) continue;
    const told = fromProcedure(row, levels);
    if (!told.ok) unfit.push({ code, ...told.unfit });
    else if (told.value.code !== code)
      unfit.push({ code, field: "MATTHC", reason: noCode(`${told.value.code} ≠ ${code}`) });
    else statements.push(statementOf(told.value, fields));
  }
  return { lists, listed: [...heads.keys()], details, statements, unread, unfit };
}

const noCode = (text: string) => ({
  vi: `MATTHC: không phải mã thủ tục: ${text}`,
  en: `MATTHC: no such code: ${text}`,
});

async function rowsOf(read: Read, service: Service, signal: AbortSignal): Promise<readonly unknown[]> {
  const { reply, rows, code } = await read(service, {}, signal);
  // nothing on a list is an answer, too
  if (reply.kind === "done" || (rows?.length === 0 && code === "0")) return rows ?? [];
  throw new PullFailed(reply.detail);
}

function codeIn(row: unknown, key: string): [string, unknown][] {
  const code = isObject(row) ? (scalar(row[key]) ?? "").replace(/^'+/, "") : "";
  return code === "" ? [] : [[code, row]];
}

function isOld({ row, readAt }: KeptDetail, name: string, refreshHours: number, now: Date): boolean {
  if (now.getTime() - readAt.getTime() >= refreshHours * 3_600_000) return true;
  return foldText(isObject(row) ? (scalar(row["TENTTHC"]) ?? "") : "") !== foldText(name);
}

/** Codes of fields by their folded names; a name that two have is no way to a code. */
function fieldCodes(rows: readonly { readonly code: string; readonly row: unknown }[]): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  const twice = new Set<string>();
  for (const { code, row } of rows) {
    const name = foldText(isObject(row) ? (scalar(row["TENLINHVUC"]) ?? "") : "");
    if (codes.has(name)) twice.add(name);
    codes.set(name, code);
  }
  for (const name of ["", ...twice]) codes.delete(name);
  return codes;
}

function statementOf(told: ToldProcedure, fields: ReadonlyMap<string, string>): Statement {
  const fieldCode = told.fieldCode ?? (told.field === undefined ? undefined : fields.get(foldText(told.field)));
  const says: Record<string, unknown> = {
    ...{ name: told.name, field: told.field, fieldCode, levels: told.levels, documents: told.documents },
    ...{ time_limit: told.limit, time_limit_text: told.limitText, fee_vnd: told.feeVnd, fee_text: told.feeText },
    ...{ results: told.results, decision: told.decision },
  };
  return {
    code: told.code,
    isPublished: told.isPublished !== false,
    says: Object.fromEntries(Object.entries(says).filter(([, value]) => value !== undefined)),
  };
}
