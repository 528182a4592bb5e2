import { groupBy } from "../domain/group-by.ts";
import type { Level, Unit } from "../domain/unit.ts";
import { unitKey } from "../store/units.ts";

/** Units by level and code; several of one code follow each other in time. */
export type Registry = ReadonlyMap<string, readonly Unit[]>;

export const registryKey = (level: Level, code: string): string => `${level} ${code}`;

/** The known units, those being imported in place of those they restate. */
export function registryOf(known: readonly Unit[], imported: readonly Unit[]): Registry {
  const byKey = new Map([...known, ...imported].map((unit) => [unitKey(unit), unit]));
  return groupBy(byKey.values(), ({ level, code }) => registryKey(level, code));
}
