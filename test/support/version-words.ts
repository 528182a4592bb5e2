import { parseOrgCode } from "../../core/domain/org-code.ts";
import { parseProcedureCode, type ProcedureVersion, type StoredMark } from "../../core/domain/procedure.ts";

/** `1.000001 2024-01-01/1 2026-11-01 1.000003 H38`: code, first day and edition, last day, successor, whose, content; `-`: none. */
export function version(text: string): ProcedureVersion {
  const [code = "", begins = "", validTo, replacedBy, province = "-", content = ""] = text.split(" ");
  const [validFrom = "", edition = "0"] = begins.split("/");
  return {
    ...{ code: parseProcedureCode(code), validFrom, edition: Number(edition) },
    validTo: validTo === "-" || validTo === undefined ? null : validTo,
    replacedBy: replacedBy === "-" || replacedBy === undefined ? null : parseProcedureCode(replacedBy),
    province: province === "-" ? null : parseOrgCode(province),
    ...{ name: "thử nghiệm", field: null, levels: [], limit: null, limitText: null, legalLimit: null },
    ...{ startMode: null, supplementMode: null, paymentMode: null, solvedBy: null, feeVnd: null, feeText: null },
    ...{ documents: [], details: {}, listing: "public", source: "test", contentSha256: content },
  };
}
/** The same words of a version, without its content. */
export const told = ({ code, validFrom, edition, validTo, replacedBy, province }: Told) =>
  `${code} ${validFrom}/${edition} ${validTo ?? "-"} ${replacedBy ?? "-"} ${province ?? "-"}`;

type Told = Pick<StoredMark, "code" | "validFrom" | "edition" | "validTo" | "replacedBy" | "province">;
