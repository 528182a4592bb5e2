import { access } from "node:fs/promises";
import { join } from "node:path";
import { organisationTree, upsertOrganisations } from "../store/organisations.ts";
import {
  allUnits,
  lockImports,
  successionKey,
  unitKey,
  upsertParents,
  upsertSuccessions,
  upsertUnits,
  type Written,
} from "../store/units.ts";
import type { Database } from "../../platform/database.ts";
import { ImportError, openProgress, openTally, type Fate, type FileReport, type OnProgress } from "./import-report.ts";
import { fileSource, type Source } from "./import-source.ts";
import { readOrganisations } from "./read-organisations.ts";
import { readSuccessions } from "./read-successions.ts";
import { registryOf } from "./registry.ts";
import { readUnits } from "./read-units.ts";

export interface UnitSources {
  readonly units: Source;
  readonly successions: Source;
  readonly organisations: Source;
}

const fileNames = { units: "units-2025.csv", successions: "unit-successions-2025.csv", organisations: "org-codes.csv" };

/** The three files of a folder. @throws {ImportError} naming those that are not there. */
export async function unitSources(folder: string): Promise<UnitSources> {
  const missing: string[] = [];
  for (const name of Object.values(fileNames))
    await access(join(folder, name)).catch(() => {
      missing.push(name);
    });
  if (missing.length > 0)
    throw new ImportError(
      `Thư mục ${folder} không có tệp ${missing.join(", ")}; hãy chọn thư mục có đủ ${Object.values(fileNames).join(", ")}.`,
      `The folder ${folder} has no ${missing.join(", ")}; choose one with ${Object.values(fileNames).join(", ")}.`,
    );
  return {
    units: await fileSource(join(folder, fileNames.units)),
    successions: await fileSource(join(folder, fileNames.successions)),
    organisations: await fileSource(join(folder, fileNames.organisations)),
  };
}

const batch = 2_000;

/**
 * Imports units, their successions and the agencies' identifiers, all in one transaction: nothing by halves. Broken
 * rows are reported and skipped. The order of rows does not matter; the same again changes nothing.
 * @throws {ImportError} when a file cannot be read as a table at all.
 */
export async function importUnits(db: Database, sources: UnitSources, onProgress?: OnProgress): Promise<FileReport[]> {
  const all = [sources.units, sources.successions, sources.organisations];
  const progress = openProgress(
    all.reduce((sum, { bytes }) => sum + bytes, 0),
    onProgress,
  );
  return db.transaction().execute(async (tx) => {
    await lockImports(tx);
    const known = await allUnits(tx);

    const units = openTally(sources.units.name);
    const read = await readUnits(sources.units, known, units, progress.read);
    const registry = registryOf(
      known,
      read.map(({ unit }) => unit),
    );

    const successions = openTally(sources.successions.name);
    const became = await readSuccessions(sources.successions, registry, successions, progress.read);

    const organisations = openTally(sources.organisations.name);
    const tree = await organisationTree(tx);
    const agencies = await readOrganisations(sources.organisations, registry, tree, organisations, progress.read);

    const rows = read.length + became.length + agencies.length;
    let done = 0;
    const inBatches = async <T>(items: readonly T[], write: (some: readonly T[]) => Promise<(item: T) => Fate>) => {
      const fates: Fate[] = [];
      for (let from = 0; from < items.length; from += batch) {
        const some = items.slice(from, from + batch);
        const fateOf = await write(some);
        fates.push(...some.map(fateOf));
        done += some.length;
        progress.written(done / rows);
      }
      return fates;
    };

    for (const fate of await inBatches(read, async (some) => {
      const own = await upsertUnits(
        tx,
        some.map(({ unit }) => unit),
      );
      const parents = await upsertParents(
        tx,
        some.flatMap(({ unit: { level, code, validFrom }, parents }) =>
          parents.map((parent) => ({ level, code, validFrom, ...parent })),
        ),
      );
      return ({ unit }) => {
        const key = unitKey(unit);
        const fate = fateIn(own, key);
        return fate === "unchanged" && fateIn(parents, key) !== "unchanged" ? "changed" : fate;
      };
    }))
      units.count(fate);
    for (const fate of await inBatches(became, async (some) => {
      const result = await upsertSuccessions(tx, some);
      return (succession) => fateIn(result, successionKey(succession));
    }))
      successions.count(fate);
    for (const fate of await inBatches(agencies, async (some) => {
      const result = await upsertOrganisations(tx, some);
      return ({ code }) => fateIn(result, code);
    }))
      organisations.count(fate);

    progress.written(1);
    return [units.report(), successions.report(), organisations.report()];
  });
}

const fateIn = ({ added, changed }: Written, key: string): Fate =>
  added.has(key) ? "added" : changed.has(key) ? "changed" : "unchanged";
