import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { registerPartner, type AssignWaiting } from "../../core/service/register-partner.ts";
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
 * Registers the practice partners. Secrets made before are kept, so that a walk goes on over a restart of the hub.
 * @param keepIn data folder in which they are kept, readable by their owner only; undefined: nowhere.
 */
export async function registerPractice(
  world: { readonly db: Database; readonly assignWaiting: AssignWaiting },
  keepIn: string | undefined,
): Promise<PracticeSecrets> {
  const id = await hubId(world.db);
  const before = keepIn === undefined ? undefined : await readPracticeSecrets(keepIn, id);
  const secrets: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    const kept = before?.[role];
    const registered = await registerPartner(world, {
      ...practicePartners[role],
      roles: ["unit"],
      practice: true,
      ...(kept === undefined ? {} : { secret: kept }),
    });
    if (!registered.ok)
      throw new Error(`${practicePartners[role].id}: ${registered.code} ${registered.values["unit"] ?? ""}`);
    secrets[role] = registered.secret ?? "";
  }
  const all = secrets as PracticeSecrets;
  if (keepIn !== undefined) await keep(fileOf(keepIn), JSON.stringify({ hubId: id, secrets: all } satisfies Kept));
  return all;
}

async function keep(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, file);
}
