import { findOrgCode } from "../org-code.ts";

/**
 * What an organ's identifier means, so that both notations of one agency are the same (QCVN 102, QĐ 20/2020). Some are in
 * neither: three parts right to left (`28.22.H17`), units of tests (`vxp.saas.02`). Those are opaque, but for their case.
 */
export function organKey(text: string): string {
  const said = text.trim().normalize("NFC");
  const agency = findOrgCode(said);
  if (agency) return agency;
  const three = /^(\d{2})\.(\d{2})\.([A-Z]\d{2})$/.exec(said.toUpperCase());
  if (!three) return said.toLowerCase();
  const [, last = "", middle = "", first = ""] = three;
  return findOrgCode(`000.${last}.${middle}.${first}`) ?? said.toLowerCase();
}
