import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { migrate } from "../../platform/migrations.ts";
import { fromRoot } from "../../platform/root.ts";
import { writeDay } from "./reconcile-day.ts";
import { startServices, superuser } from "./services.ts";

interface Told {
  readonly seconds: Readonly<Record<string, number>>;
  readonly rssBeforeMb: number;
  readonly rssPeakMb: number;
  readonly reports: readonly {
    readonly matched: Readonly<Record<string, number>>;
    readonly heard: number;
    readonly left: Readonly<Record<string, number>>;
    readonly difference: string;
  }[];
}

/** A day's files taken and reconciled, at a tenth of the payments and at all of them: what grows, and what does not. */
export async function measureReconcile(payments: number, say: (line: string) => void) {
  const services = await startServices();
  const days: Record<string, object> = {};
  try {
    for (const size of [payments / 10, payments]) {
      const url = await services.database(`reconcile_${size}`);
      await migrate(url, fromRoot("migrations"));
      const folder = join(services.folder, "money");
      await mkdir(folder, { recursive: true });
      say(`reconcile: a day of ${size} payments is written`);
      const { gatewayFile, statement, planted } = await writeDay(url, folder, size);
      await superuser(url, "analyze");
      const told = await run(url, gatewayFile, statement);
      const [ofGateway, ofBank] = told.reports;
      if (!ofGateway || !ofBank) throw new Error("two places are reconciled");
      const wrong = [
        ...(["missingHere", "missingThere", "amountDiffers", "duplicate"] as const).flatMap((name) => [
          differs(`gateway ${name}`, planted[`gateway ${name}`], ofGateway.left[name]),
          differs(`bank ${name}`, planted[`bank ${name}`], ofBank.left[name]),
        ]),
        differs("gateway heard", planted["gateway heard"], ofGateway.heard),
        differs("bank heard", planted["bank heard"], ofBank.heard),
        differs("the account beside its statement", 0, Number(ofBank.difference)),
      ].flat();
      if (wrong.length > 0) throw new Error(`not what was planted: ${wrong.join("; ")}`);
      const total = Object.values(told.seconds).reduce((sum, each) => sum + each, 0);
      days[String(size)] = { totalSeconds: Math.round(total * 10) / 10, ...told, planted };
      say(`reconcile: ${size} payments in ${Math.round(total * 10) / 10} s, at most ${told.rssPeakMb} MB`);
    }
  } finally {
    await services.close();
  }
  return { bench: "reconcile", target: "50,000 payments of a day in at most 60 s, in memory that does not grow", days };
}

const differs = (what: string, planted = 0, found = 0): string[] =>
  planted === found ? [] : [`${what}: ${found}, not ${planted}`];

async function run(...args: readonly string[]): Promise<Told> {
  const child = spawn(
    process.execPath,
    ["--max-old-space-size=64", "--import", "tsx", fromRoot("scripts/bench/reconcile-child.ts"), ...args],
    {
      cwd: fromRoot(),
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`the reconciliation ended with ${String(code)}`);
  return JSON.parse(said) as Told;
}
