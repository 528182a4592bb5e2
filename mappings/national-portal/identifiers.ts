import { findOrgCode, writeOrgCode, type OrgCode } from "../../core/domain/org-code.ts";
import { findProcedureCode, type ProcedureCode } from "../../core/domain/procedure.ts";

/**
 * Codes as the portal writes them: right to left with four levels, or left to right. Which one a portal expects of a
 * sender after the reform is not known, so the connection says it.
 */
export type OrgCodeForm = "fourLevels" | "leftToRight";

export const toPortalOrgCode = (code: OrgCode, form: OrgCodeForm): string =>
  writeOrgCode(code, form === "fourLevels" ? "QCVN102" : "QD20");

/** Either form; undefined: neither. */
export const fromPortalOrgCode = (text: string): OrgCode | undefined => findOrgCode(text);

/** Loose on purpose: two forms of the unit, of the day, and of the number are in use; nothing is read out of it. */
const dossierCode = /^[0-9GH.]+-(\d{6}|\d{8})-\d{4,7}$/;

export const isPortalDossierCode = (text: string): boolean => dossierCode.test(text);

/** Whether the national side made it. */
export const isNationalDossierCode = (text: string): boolean => text.startsWith("G22.") && isPortalDossierCode(text);

/** The national code of what a province wrote with its suffix (`1.001612.H48`, `1.001612.000.00.00.H48`). */
export const fromLocalProcedureCode = (text: string): ProcedureCode | undefined => {
  const national = /^\d\.\d{6}(?!\d)/.exec(text.trim())?.[0];
  return national === undefined ? undefined : findProcedureCode(national);
};
