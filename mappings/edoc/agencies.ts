import { findOrgCode, writeOrgCode } from "../../core/domain/org-code.ts";
import type { EdocAgency } from "./axis.ts";

const fourGroups = /^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$/i;

/**
 * Identifiers of both generations, from the axis' own list: which of an agency's codes is in the notation that is asked for.
 * Where the list is silent the two notations of one code are still one (QĐ 20/2020).
 * A code that never had the other form, and a name in neither (`vxp.saas.02`), stay as they are.
 */
export function notationOf(
  agencies: readonly EdocAgency[],
  notation: "given" | "QCVN102" | "QD20",
): (organId: string) => string {
  if (notation === "given") return (organId) => organId;
  const isAsked = (code: string) => (notation === "QCVN102") === fourGroups.test(code);
  const asked = new Map<string, string>();
  for (const { code, code102, oldCode } of agencies) {
    const codes = [code, code102, oldCode].filter((one) => one !== null);
    const found = codes.find((one) => isAsked(one) && findOrgCode(one));
    if (found !== undefined) for (const one of codes) asked.set(one.toUpperCase(), found);
  }
  return (organId) => {
    const known = asked.get(organId.toUpperCase());
    if (known !== undefined) return known;
    const code = findOrgCode(organId);
    if (!code || isAsked(organId)) return organId;
    return writeOrgCode(code, notation);
  };
}
