import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { digestOf } from "../../core/service/authenticate-partner.ts";
import { registerPartner, rotateSecret, type AssignWaiting } from "../../core/service/register-partner.ts";
import { assignUnit, findPartner, partnerOf } from "../../core/store/partners.ts";
import { hubId } from "../../core/store/settings.ts";
import type { Database } from "../../platform/database.ts";
import type { Role } from "../walk/journeys.ts";
import { walk2019, walkNow } from "./walks.ts";

/** The three partners of the demonstration: each speaks for its unit of 2019 and for the one that followed it. */
export const practicePartners: Readonly<
  Record<Role, { readonly id: string; readonly name: string; readonly units: readonly string[] }>
> = {
  commune: {
    id: "practice-commune",
    name: "Xã Trạm Tấu (đóng thế)",
    units: [walk2019.commune, walkNow.commune],
  },
  district: {
    id: "practice-district",
    name: "Huyện Trạm Tấu (đóng thế)",
    units: [walk2019.district],
  },
  province: {
    id: "practice-province",
    name: "Sở (đóng thế)",
    units: [walk2019.province, walkNow.province],
  },
};

export const roles = ["commune", "district", "province"] as const satisfies readonly Role[];

/** Credentials of the practice partners, for `hub walk` on the same machine. */
export type PracticeSecrets = Readonly<Record<Role, string>>;

const fileOf = (dataDir: string): string => join(dataDir, "practice.json");

interface Kept {
  readonly hubId: string;
  readonly secrets: PracticeSecrets;
}

/**
 * The practice partners' secrets kept in a data folder; undefined when there are none, or they belong to another hub.
 * @param hubId undefined: whichever hub last ran on the folder, which is the embedded one.
 */
export async function readPracticeSecrets(dataDir: string, hubId?: string): Promise<PracticeSecrets | undefined> {
  try {
    const kept = JSON.parse(await readFile(fileOf(dataDir), "utf8")) as Kept;
    return hubId === undefined || kept.hubId === hubId ? kept.secrets : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Registers what is missing of the practice partners, and no more: what an operator did to one stays, an agency that
 * somebody speaks for is left to it, a partner locked out stays out. Secrets made before are kept, so that a walk
 * goes on over a restart of the hub.
 * @param keepIn data folder in which they are kept, readable by their owner only; undefined: nowhere.
 */
export async function registerPractice(
  world: { readonly db: Database; readonly assignWaiting: AssignWaiting },
  keepIn: string | undefined,
): Promise<PracticeSecrets> {
  const id = await hubId(world.db);
  const before = keepIn === undefined ? undefined : await readPracticeSecrets(keepIn, id);
  const secrets: Partial<Record<Role, string>> = {};
  for (const role of roles) secrets[role] = await register(world, role, before?.[role]);
  const all = secrets as PracticeSecrets;
  if (keepIn !== undefined) await keep(fileOf(keepIn), JSON.stringify({ hubId: id, secrets: all } satisfies Kept));
  return all;
}

async function register(
  world: { readonly db: Database; readonly assignWaiting: AssignWaiting },
  role: Role,
  kept: string | undefined,
): Promise<string> {
  const { db, assignWaiting } = world;
  const { id, name, units } = practicePartners[role];
  const partner = await findPartner(db, id);
  const free: string[] = [];
  for (const unit of units) if ((await partnerOf(db, unit)) === undefined) free.push(unit);
  if (!partner) {
    const secret = kept === undefined ? {} : { secret: kept };
    const registered = await registerPartner(world, {
      id,
      name,
      units: free,
      roles: ["unit"],
      practice: true,
      ...secret,
    });
    if (!registered.ok) throw new Error(`${id}: ${registered.code}`);
    return registered.secret ?? "";
  }
  if (!partner.practice || partner.disabled) return kept ?? "";
  await db.transaction().execute(async (tx) => {
    for (const unit of free) {
      await assignUnit(tx, unit, id);
      await assignWaiting(tx, unit, id);
    }
  });
  if (kept !== undefined && partner.secretSha256 === digestOf(kept)) return kept;
  const rotated = await rotateSecret(db, id);
  return rotated.ok ? rotated.secret : "";
}

async function keep(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, file);
}
