import type { Move, Step } from "./moves.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { Role } from "./state.ts";

/** Decides the matter, and asks a delegation of some (NĐ61 17(5)): in which role is said, never taken for granted. */
const alwaysSaid: ReadonlySet<Step> = new Set(["conclude"]);

export type ActingRole = { readonly ok: true; readonly move: Move; readonly role: Role } | Refusal;

/**
 * In which role a step is taken, and so by which row of the law. A role left out is the only one that a unit can have in
 * these rows; where there are several it is asked for, since rights hang on it (§2.3). The hub always says its own.
 * @param rows at least one: those that are the acting unit's.
 */
export function actingRole(rows: readonly Move[], step: Step, said: Role | undefined): ActingRole {
  const roles = rolesIn(rows);
  const [only, ...others] = ofUnits(rows);
  const isClear = others.length === 0 && !alwaysSaid.has(step);
  if (said === undefined && only !== undefined && !isClear)
    return refuse("role-not-said", { step, roles: [only, ...others].join(", ") }, "/role");
  const role = said ?? only;
  const move = rows.find((row) => role !== undefined && row.roles.includes(role));
  return move && role
    ? { ok: true, move, role }
    : refuse("role-not-allowed", { step, role: role ?? "–", roles: roles.join(", ") }, "/role");
}

/**
 * Who receives where the channel says it: what did not come by post an officer receives complete (T03), by post a post
 * clerk may have brought it (QĐ45). Undefined: as in any other step.
 */
export const roleAtReceipt = (step: Step, channel: "direct" | "online" | "post"): Role | undefined =>
  step === "receive" && channel !== "post" ? "officer" : undefined;

const rolesIn = (rows: readonly Move[]): Role[] => [...new Set(rows.flatMap((row) => row.roles))];

/** The roles that a unit's officers can have in these rows: no unit acts as the hub. */
export const ofUnits = (rows: readonly Move[]): Role[] => rolesIn(rows).filter((role) => role !== "hub");
