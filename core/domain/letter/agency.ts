import { organKey } from "./organ.ts";

/** One identifier of an agency that has several. */
export interface AgencyName {
  /** As the axis writes it. */
  readonly identifier: string;
  /** By meaning. */
  readonly key: string;
  /** Those with the same are one agency. */
  readonly agency: string;
  /** Its place in the axis' row. */
  readonly place: number;
}

/**
 * Which identifiers are one agency, as an axis lists them: what arithmetic tells by itself is left out. An identifier that two agencies
 * bear is nobody's second name: one of them would have a say in the other's letters. A list of all has some hundred thousand rows, so
 * it is gone through in turns.
 * @param rows identifiers of one agency each, that of today first.
 */
export function* agencyNames(rows: readonly (readonly string[])[]): Generator<undefined, readonly AgencyName[]> {
  const agencies = new Map<string, ReadonlyMap<string, string>>();
  for (const [at, row] of rows.entries()) {
    const keys = new Map(row.map((identifier) => [identifier.toUpperCase(), organKey(identifier)]));
    agencies.set([...new Set(keys.values())].toSorted().join(" "), keys);
    if (at % rowsOfATurn === 0) yield;
  }
  const bearers = new Map<string, number>();
  for (const [at, keys] of [...agencies.values()].entries()) {
    for (const key of new Set(keys.values())) bearers.set(key, (bearers.get(key) ?? 0) + 1);
    if (at % rowsOfATurn === 0) yield;
  }
  const names: AgencyName[] = [];
  for (const [at, keys] of [...agencies.values()].entries()) {
    const own = [...keys].filter(([, key]) => bearers.get(key) === 1);
    const agency = own[0]?.[1];
    if (agency !== undefined && own.some(([, key]) => key !== agency))
      names.push(...own.map(([identifier, key], place) => ({ identifier, key, agency, place })));
    if (at % rowsOfATurn === 0) yield;
  }
  return names;
}

/** Some milliseconds. */
const rowsOfATurn = 500;
