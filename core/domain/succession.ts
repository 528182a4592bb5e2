import type { Day, Validity } from "./day.ts";
import type { OrgCode } from "./org-code.ts";
import type { Organisation } from "./organisation.ts";
import type { Level, Succession, SuccessionKind, UnitKey } from "./unit.ts";

/** Why only a person, or a rule that a person stored, can say who follows. */
export const openReasons = [
  /** A unit was divided among several. */
  "split",
  /** A district's tasks went to the communes and the province (one-stop.md §0.4). */
  "district-dissolved",
  /** The unit that follows has several agencies that could be meant. */
  "several-agencies",
  /** The unit that follows has no agency in the registry yet, or the successor that is stated has not begun. */
  "no-agency",
  /** No successor is stated; the candidates are those of the agency above. */
  "not-stated",
  /** It ended and nothing is known to follow. */
  "no-successor",
] as const;
export type OpenReason = (typeof openReasons)[number];

/** One step from an ended unit or agency to what follows it. */
export interface Link {
  readonly from: string;
  readonly to: string;
  /** `stated`: the agency's own row names its successor; `agency`: the agency of the unit that follows. */
  readonly kind: SuccessionKind | "stated" | "agency";
  /** null: the row that states a successor states no day. */
  readonly effective: Day | null;
  readonly note: string | null;
}

export interface Candidate {
  readonly to: string;
  /** The note says that this part took the whole population: worth proposing, never taken without a person. */
  readonly tookPopulation: boolean;
}

/** Who answers for a unit or an agency on a day. */
export type Resolution =
  | { readonly kind: "itself" }
  | { readonly kind: "one"; readonly to: string; readonly path: readonly Link[] }
  | {
      readonly kind: "open";
      readonly reason: OpenReason;
      readonly candidates: readonly Candidate[];
      readonly path: readonly Link[];
    };

const itself: Resolution = { kind: "itself" };

export const keyOfUnit = ({ level, code, validFrom }: UnitKey): string => `${level} ${code} ${validFrom}`;

const levelOfKey = (key: string): string => key.slice(0, key.indexOf(" "));

const hasEnded = ({ validTo }: Validity, on: Day): boolean => validTo !== null && validTo < on;

/** What became of what, to be asked by key: see `keyOfUnit`. */
export interface UnitGraph {
  readonly validity: (unit: string) => Validity | undefined;
  readonly after: (unit: string) => readonly Succession[];
}

/**
 * The unit that answers for a unit on the day. Follows any number of reforms; parts that a later reform brought
 * together again are one.
 */
export function resolveUnit(graph: UnitGraph, unit: string, on: Day): Resolution {
  return follow(unit, new Set());

  function follow(key: string, seen: ReadonlySet<string>): Resolution {
    const validity = graph.validity(key);
    if (!validity || !hasEnded(validity, on)) return itself;
    const links = graph
      .after(key)
      .filter(({ effective, to }) => effective <= on && keyOfUnit(to) !== key)
      .map((succession): Link => ({
        from: key,
        to: keyOfUnit(succession.to),
        kind: succession.kind,
        effective: succession.effective,
        note: succession.note,
      }));
    // two rows that make each other's successor would be followed for ever
    if (links.length === 0 || seen.has(key)) return open("no-successor");
    return merged(
      links.map((link) => ({ link, then: follow(link.to, new Set([...seen, key])) })),
      levelOfKey(key) === "district" ? "district-dissolved" : "split",
    );
  }
}

const open = (reason: OpenReason, candidates: readonly Candidate[] = [], path: readonly Link[] = []): Resolution => ({
  kind: "open",
  reason,
  candidates,
  path,
});

interface Branch {
  readonly link: Link;
  readonly then: Resolution;
}

/** The ends of all branches: one when they meet, an open question when they do not. */
function merged(branches: readonly Branch[], reason: OpenReason): Resolution {
  const [first, ...others] = branches;
  if (first && others.length === 0) {
    const { link, then } = first;
    if (then.kind === "itself") return { kind: "one", to: link.to, path: [link] };
    return { ...then, path: [link, ...then.path] };
  }
  const ends = branches.flatMap(({ link, then }): Candidate[] => {
    const tookPopulation = /toàn bộ dân số/.test(link.note ?? "");
    switch (then.kind) {
      case "itself":
        return [{ to: link.to, tookPopulation }];
      case "one":
        return [{ to: then.to, tookPopulation }];
      case "open":
        return then.candidates.map(({ to }) => ({ to, tookPopulation: false }));
    }
  });
  const distinct = [...new Map(ends.map((end) => [end.to, end])).values()];
  const path = branches.map(({ link }) => link);
  const settled = branches.every(({ then }) => then.kind !== "open");
  const [only] = distinct;
  if (only && distinct.length === 1 && settled) return { kind: "one", to: only.to, path };
  return open(reason, distinct, path);
}

/** What is asked about an agency. */
export type Agency = Pick<Organisation, "code" | "kind" | "parentCode" | "unit" | "successorCode" | "validTo"> &
  Validity;

export interface AgencyGraph {
  readonly units: UnitGraph;
  readonly find: (code: string) => Agency | undefined;
  /** The agencies that act on a unit. */
  readonly of: (unit: string) => readonly Agency[];
}

/**
 * The agency that answers for an agency on the day: its own stated successor first, then the agency of the unit that
 * follows its unit. Without either the agency above shows who could, and a person says who does.
 */
export function resolveAgency(graph: AgencyGraph, code: string, on: Day): Resolution {
  return follow(code, new Set());

  function follow(key: string, seen: ReadonlySet<string>): Resolution {
    const agency = graph.find(key);
    if (!agency || !hasEnded(agency, on)) return itself;
    if (seen.has(key)) return open("no-successor");
    const further = new Set([...seen, key]);
    const stated = agency.successorCode === null ? undefined : graph.find(agency.successorCode);
    if (agency.successorCode !== null && stated) {
      const link: Link = { from: key, to: agency.successorCode, kind: "stated", effective: null, note: null };
      // it waits for its first day
      if (!startedBy(stated)) return open("no-agency", [], [link]);
      return merged([{ link, then: follow(agency.successorCode, further) }], "split");
    }
    if (agency.unit) return throughUnit(agency, agency.unit);
    return throughParent(agency, further);
  }

  function throughUnit(agency: Agency, unit: UnitKey): Resolution {
    const from = keyOfUnit(unit);
    const resolved = resolveUnit(graph.units, from, on);
    const path = resolved.kind === "itself" ? [] : resolved.path;
    if (resolved.kind === "open") {
      const candidates = resolved.candidates.flatMap(({ to, tookPopulation }) =>
        agenciesOn(to).map(({ code }) => ({ to: code, tookPopulation })),
      );
      return open(resolved.reason, candidates, path);
    }
    const agencies = agenciesOn(resolved.kind === "itself" ? from : resolved.to);
    const [only] = agencies;
    if (!only) return open("no-agency", [], path);
    if (agencies.length > 1)
      return open(
        "several-agencies",
        agencies.map(({ code }) => ({ to: code, tookPopulation: false })),
        path,
      );
    const link: Link = { from: agency.code, to: only.code, kind: "agency", effective: null, note: null };
    return { kind: "one", to: only.code, path: [...path, link] };
  }

  /** The committee of the unit, not a school or a clinic that is on it too. */
  function agenciesOn(unit: string): readonly Agency[] {
    const level = levelOfKey(unit) as Level;
    return graph.of(unit).filter((one) => one.kind === level && startedBy(one) && !hasEnded(one, on));
  }

  function startedBy({ validFrom }: Validity): boolean {
    return validFrom === "-infinity" || validFrom <= on;
  }

  function throughParent(agency: Agency, seen: ReadonlySet<string>): Resolution {
    if (agency.parentCode === null || !graph.find(agency.parentCode)) return open("no-successor");
    const above = follow(agency.parentCode, seen);
    switch (above.kind) {
      case "itself":
        return open("not-stated", [{ to: agency.parentCode, tookPopulation: false }]);
      case "one":
        return open("not-stated", [{ to: above.to, tookPopulation: false }], above.path);
      case "open":
        return open(above.candidates.length > 0 ? "not-stated" : "no-successor", above.candidates, above.path);
    }
  }
}

/**
 * The candidate that a case is likely to end with; a proposal for a person, never a choice. Of a split unit only the
 * part that took the whole population is proposed; of a district it depends on the dossier.
 */
export function proposedOf(reason: OpenReason, candidates: readonly Candidate[]): string | null {
  if (reason === "district-dissolved") return null;
  const marked = candidates.filter(({ tookPopulation }) => tookPopulation);
  const likely = marked.length > 0 || reason === "split" ? marked : candidates;
  return likely.length === 1 ? (likely[0]?.to ?? null) : null;
}

/**
 * Where a dossier of a dissolved district most likely belongs: at the successor of the commune that received it when
 * its procedure is a commune's now, at the province when it is a province's. A proposal.
 */
export function proposedByLevel(
  candidates: readonly (Candidate & { readonly level: string })[],
  levelsNow: readonly string[],
  returnsTo: string,
): string | null {
  const level = levelsNow.includes("commune") ? "commune" : levelsNow.includes("province") ? "province" : undefined;
  const fitting = candidates.filter((candidate) => candidate.level === level);
  const [only] = fitting;
  if (fitting.length === 1 && only) return only.to;
  return fitting.find(({ to }) => to === returnsTo)?.to ?? null;
}

export type RuleMatch = "dossier" | "procedure" | "field" | "all";

/** A person's decision about an agency's dossiers: all of them, of a field, of a procedure, or a single one. */
export interface SuccessionRule {
  readonly id: bigint;
  readonly from: OrgCode;
  readonly match: RuleMatch;
  readonly value: string;
  readonly to: OrgCode;
  readonly basis: string;
}

const precedence: readonly RuleMatch[] = ["dossier", "procedure", "field", "all"];

/** The rule that a dossier falls under: the narrowest, and of these the newest. */
export function ruleFor(
  rules: readonly SuccessionRule[],
  dossier: { readonly code: string; readonly procedure: string; readonly field: string | null },
): SuccessionRule | undefined {
  const valueOf: Readonly<Record<RuleMatch, string | null>> = {
    dossier: dossier.code,
    procedure: dossier.procedure,
    field: dossier.field,
    all: "",
  };
  const fitting = rules.filter(({ match, value }) => valueOf[match] === value);
  return fitting.sort((a, b) => precedence.indexOf(a.match) - precedence.indexOf(b.match) || (a.id < b.id ? 1 : -1))[0];
}
