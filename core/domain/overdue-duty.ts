import type { OrgCode } from "./org-code.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { Role } from "./state.ts";

/** What §5 obliges to: the letter of apology (O1), the explanation (O4), the centre's entry (O5). */
export const duties = ["apology", "report", "centreUpdate"] as const;
export type Duty = (typeof duties)[number];

/** O13: nội bộ, cơ quan phối hợp, hệ thống, bất khả kháng, khối lượng, khác. */
export const reasonCategories = ["internal", "coAgency", "system", "forceMajeure", "workload", "other"] as const;
export type ReasonCategory = (typeof reasonCategories)[number];

/** O3, O7, O8: how the letter reached the applicant. */
export const letterChannels = [
  "paper",
  "inPerson",
  "email",
  "sms",
  "phone",
  "portal",
  "vneid",
  "socialNetwork",
] as const;
export type LetterChannel = (typeof letterChannels)[number];

/** What a letter of apology says (§4.4); all of it may be left to the paper when a re-appointment is the letter. */
export interface Letter {
  readonly letterNo?: string;
  readonly reasonCategory?: ReasonCategory;
  readonly approvedBy?: string;
  readonly sent?: readonly { readonly channel: LetterChannel; readonly at: string }[];
}

const rolesOf: Readonly<Record<Duty, readonly [Role, ...Role[]]>> = {
  apology: ["agencyHead", "oneStopHead"],
  report: ["agencyHead"],
  centreUpdate: ["officer", "oneStopHead", "upperOneStop"],
};

/** Those among whom the duties of a dossier are shared. */
export interface Obliged {
  readonly heldBy: OrgCode;
  /** Who held it when it was foreseen; that duty does not move on with the dossier. */
  readonly responsible: OrgCode | null;
  /** Who follows those two, where they have ended (P10). */
  readonly inPlace: readonly InPlace[];
  /** The centre named for the province; null: none is. */
  readonly centre: OrgCode | null;
}

export interface InPlace {
  readonly of: OrgCode;
  readonly by: OrgCode;
}

/** In which role the agency may say that the duty is done, or why it may not. */
export function roleForDuty(
  duty: Duty,
  by: OrgCode,
  role: Role | undefined,
  { heldBy, responsible, inPlace, centre }: Obliged,
): { readonly ok: true; readonly role: Role; readonly inPlaceOf: OrgCode | null } | Refusal {
  const centres = centre === null ? [] : [centre];
  const own = [responsible ?? heldBy, heldBy];
  const followers = inPlace.filter((one) => own.includes(one.of));
  const agencies = duty === "centreUpdate" ? centres : [...new Set([...own, ...followers.map((one) => one.by)])];
  if (agencies.length === 0) return refuse("centre-not-named", { unit: by }, "/by");
  if (!agencies.includes(by)) return refuse("duty-not-yours", { duty, unit: by, agencies: agencies.join(", ") }, "/by");
  const [first, ...others] = rolesOf[duty];
  if (role !== undefined && ![first, ...others].includes(role))
    return refuse("role-not-allowed", { step: duty, role, roles: [first, ...others].join(", ") }, "/role");
  const follower = own.includes(by) || duty === "centreUpdate" ? undefined : followers.find((one) => one.by === by);
  return { ok: true, role: role ?? first, inPlaceOf: follower?.of ?? null };
}
