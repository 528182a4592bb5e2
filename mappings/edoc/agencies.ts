import { findOrgCode, writeOrgCode } from "../../core/domain/org-code.ts";
import type { EdocAgency } from "./axis.ts";

const fourGroups = /^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$/i;
const isIdentifier = /^[\x21-\x7e]{1,100}$/;

/** What one agency is called, in whichever notations its row has; that of today first. */
export const identifiersOf = ({ code, code102, oldCode }: EdocAgency): readonly string[] =>
  [code, code102, oldCode].filter((one): one is string => one !== null && isIdentifier.test(one));

/**
 * Identifiers of both generations, from the axis' own list: which of an agency's codes is in the notation that is asked for.
 * Where the list is silent the two notations of one code are still one (QĐ 20/2020).
 * A code that never had the other form, and a name in neither (`vxp.saas.02`), stay as they are.
 * @param agencies identifiers of one agency each, that of today first.
 */
export function notationOf(
  agencies: readonly (readonly string[])[],
  notation: "given" | "QCVN102" | "QD20",
): (organId: string) => string {
  if (notation === "given") return (organId) => organId;
  const isAsked = (code: string) => (notation === "QCVN102") === fourGroups.test(code);
  const asked = new Map<string, string>();
  for (const codes of agencies) {
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
