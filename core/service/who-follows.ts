import type { Day } from "../domain/day.ts";
import { groupBy } from "../domain/group-by.ts";
import type { OrgCode } from "../domain/org-code.ts";
import {
  proposedByLevel,
  proposedOf,
  resolveAgency,
  ruleFor,
  type Link,
  type Resolution,
  type SuccessionRule,
} from "../domain/succession.ts";
import { levelsOn } from "../store/procedures.ts";
import { successionGraph, successionGraphOf, successionRules, type Registry } from "../store/succession.ts";
import type { Reader } from "../../platform/database.ts";

/** What is known on a day about who follows whom: the registry and what persons decided. Read once for many dossiers. */
export interface Knowledge {
  readonly registry: Registry;
  readonly resolve: (agency: string) => Resolution;
  readonly rules: Awaited<ReturnType<typeof successionRules>>;
  readonly levels: ReadonlyMap<string, readonly string[]>;
}

/** @param on Who stands on it takes the place of who ended before it. */
export async function readKnowledge(db: Reader, on: Day): Promise<Knowledge> {
  const registry = await successionGraph(db);
  return { ...resolverOn(registry, on), rules: await successionRules(db), levels: await levelsOn(db, on) };
}

/** As much of it as says who follows one agency: two statements, whatever the size of the registry. */
export async function readKnowledgeOf(db: Reader, agency: OrgCode, on: Day): Promise<Omit<Knowledge, "levels">> {
  const registry = await successionGraphOf(db, agency);
  return { ...resolverOn(registry, on), rules: await successionRules(db, agency) };
}

function resolverOn(registry: Registry, on: Day): Pick<Knowledge, "registry" | "resolve"> {
  const resolved = new Map<string, Resolution>();
  const resolve = (agency: string): Resolution => {
    const known = resolved.get(agency) ?? resolveAgency(registry, agency, on);
    resolved.set(agency, known);
    return known;
  };
  return { registry, resolve };
}

/** The same with rules that nobody has stored yet. */
export const supposing = (known: Knowledge, rules: readonly SuccessionRule[]): Knowledge => ({
  ...known,
  rules: groupBy([...[...known.rules.values()].flat(), ...rules], ({ from }) => from),
});

/** What a rule of a person can be about. */
export interface Concerned {
  readonly code: string;
  readonly procedure: { readonly code: string };
  readonly field: string | null;
}

export interface Successor {
  readonly to: string;
  readonly reason: string;
  readonly basis: string;
  readonly ruleId: bigint | null;
}

/** Who follows the agency for this dossier: the only successor there is, or whom a person decided on. */
export function successorFor(
  known: Omit<Knowledge, "levels">,
  dossier: Concerned,
  agency: string,
): Successor | undefined {
  const resolution = known.resolve(agency);
  if (resolution.kind === "itself") return undefined;
  if (resolution.kind === "one") return { to: resolution.to, ...wayOf(known, resolution.path), ruleId: null };
  const { code, procedure, field } = dossier;
  const rule = ruleFor(known.rules.get(agency) ?? [], { code, procedure: procedure.code, field });
  if (!rule) return undefined;
  // whom the person chose may have ended in a later reform
  const then = known.resolve(rule.to);
  if (then.kind === "open") return undefined;
  const to = then.kind === "one" ? then.to : rule.to;
  return { to, reason: `rule: ${rule.match}`, basis: rule.basis, ruleId: rule.id };
}

function wayOf({ registry }: Pick<Knowledge, "registry">, path: readonly Link[]): Pick<Successor, "reason" | "basis"> {
  const told = path.map(({ from, to, effective }) => {
    const ground = [effective, registry.decreeOf(to)].filter(Boolean).join(", ");
    return `${from} → ${to}${ground === "" ? "" : ` (${ground})`}`;
  });
  return { reason: path.map(({ kind }) => kind).join(" > "), basis: told.join("; ") };
}

/** Whom a person is likely to decide on for this dossier; never taken without one. */
export function proposal(
  { resolve, registry, levels }: Knowledge,
  from: string,
  procedure: string,
  returnsTo: string,
): string | null {
  const resolution = resolve(from);
  if (resolution.kind !== "open") return null;
  const { reason, candidates } = resolution;
  const overall = proposedOf(reason, candidates);
  if (overall !== null || reason === "split") return overall;
  const withLevel = candidates.map((one) => ({ ...one, level: registry.find(one.to)?.kind ?? "" }));
  return proposedByLevel(withLevel, levels.get(procedure) ?? [], returnsTo);
}
