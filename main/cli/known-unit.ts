import { isValidOn, type Day } from "../../core/domain/day.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import type { Organisation } from "../../core/domain/organisation.ts";
import { ImportError } from "../../core/service/import-report.ts";
import { findOrganisation } from "../../core/store/organisations.ts";
import type { Reader } from "../../platform/database.ts";

/** @throws {ImportError} when no agency has the identifier. */
export async function knownUnit(db: Reader, text: string): Promise<Organisation> {
  const code = findOrgCode(text);
  const unit = code && (await findOrganisation(db, code));
  if (unit) return unit;
  throw new ImportError(
    `Không có đơn vị mang mã “${text}”; xem hub units show.`,
    `No unit has the identifier “${text}”; see hub units show.`,
  );
}

/** @throws {ImportError} when it is not known, or does not stand on the day. */
export async function standingUnit(db: Reader, text: string, on: Day): Promise<Organisation> {
  const unit = await knownUnit(db, text);
  if (isValidOn(unit, on)) return unit;
  throw new ImportError(
    `${unit.code} ${unit.name} không hoạt động vào ngày ${on}; hãy dùng đơn vị kế thừa (hub units show ${unit.code}).`,
    `${unit.code} ${unit.name} does not stand on ${on}; use its successor (hub units show ${unit.code}).`,
  );
}
