/**
 * Electronic identifiers of agencies in the two notations that live side by side:
 * right to left, `V1V2V3.Z1Z2.Y1Y2.MMM` (QCVN 102:2016/BTTTT), as `000.00.17.H36`;
 * left to right from level 1 (QD 20/2020/QD-TTg art. 4), as `H36.17`, at most 35 characters.
 * Both name the same agency, so they are compared by meaning, never as strings.
 */
declare const orgCode: unique symbol;

/** The canonical form: left to right, no empty levels. Made only by `parseOrgCode`. */
export type OrgCode = string & { readonly [orgCode]: true };

export type Notation = "QD20" | "QCVN102";

const rightToLeft = /^(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})$/;
const leftToRight = /^[A-Z]\d{2}(\.[0-9A-Z]{2,10}){0,3}$/;
// enterprises on the national portal's list are known by their tax number, which has no notation
const taxNumber = /^\d{10}(-\d{3})?$/;

/** The canonical code, or undefined when the text is in neither notation. Outer spaces and letter case are forgiven. */
export function findOrgCode(text: string): OrgCode | undefined {
  const code = text.trim().toUpperCase();
  const parts = rightToLeft.exec(code);
  if (parts) {
    const [, level4 = "", level3 = "", level2 = "", level1 = ""] = parts;
    return withoutEmptyEnd([level1, level2, level3, level4]);
  }
  if (taxNumber.test(code)) return code as OrgCode;
  return leftToRight.test(code) && code.length <= 35 ? withoutEmptyEnd(code.split(".")) : undefined;
}

/** Levels of zeros at the end name nothing; one in the middle does: 001.00.10.H47 hangs on its level 2. */
function withoutEmptyEnd(levels: string[]): OrgCode {
  while (levels.length > 1 && /^0+$/.test(levels.at(-1) ?? "")) levels.pop();
  return levels.join(".") as OrgCode;
}

/** @throws {RangeError} when the text is in neither notation. */
export function parseOrgCode(text: string): OrgCode {
  const code = findOrgCode(text);
  if (!code) throw new RangeError(`not an agency identifier in either notation: ${text}`);
  return code;
}

/**
 * Writes a code in a notation. A code whose groups do not fit the older widths (such as H52.101.114, or a tax number)
 * stays left to right: it never had an older form.
 */
export function writeOrgCode(code: OrgCode, notation: Notation): string {
  if (notation === "QD20") return code;
  const [level1 = "", level2 = "00", level3 = "00", level4 = "000", ...more] = code.split(".");
  const fits =
    more.length === 0 &&
    /^[A-Z]\d{2}$/.test(level1) &&
    /^\d{2}$/.test(level2) &&
    /^\d{2}$/.test(level3) &&
    /^\d{3}$/.test(level4);
  return fits ? `${level4}.${level3}.${level2}.${level1}` : code;
}

/** The agency one level up, by the code alone; undefined at level 1. */
export function parentOf(code: OrgCode): OrgCode | undefined {
  const dot = code.lastIndexOf(".");
  return dot < 0 ? undefined : (code.slice(0, dot) as OrgCode);
}
