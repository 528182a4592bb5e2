import type { Day } from "./day.ts";
import type { DecisionName } from "./decision-key.ts";

/** Days from the signing of a decision to its effect, and how many the law wants at least. */
export interface Notice {
  readonly days: number;
  readonly required: number;
}

const dayMs = 86_400_000;

/**
 * Calendar days of notice (ND 63/2010 art. 15, C1): a ministry's decision is signed 20 days before it takes effect, a
 * province's 5. Undefined: enough. Where the law came about by the shortened procedure less is lawful: it is only told.
 */
export function shortNotice({ issuedBy, signedOn, effective }: DecisionName & { effective: Day }): Notice | undefined {
  const days = Math.round((Date.parse(effective) - Date.parse(signedOn)) / dayMs);
  const isProvince = /^(chủ tịch )?(ubnd|(ủy|uỷ) ban nhân dân)(?=\s|$)/.test(issuedBy.normalize("NFC").toLowerCase());
  const required = isProvince ? 5 : 20;
  return days < required ? { days, required } : undefined;
}
