import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { fromRoot } from "../../platform/root.ts";
import { planRun, type TransportName } from "../../scripts/chaos/plan.ts";
import { run } from "../../scripts/chaos/run.ts";
import { openWorld, type World } from "../../scripts/chaos/world.ts";

interface Kept {
  readonly seed: number;
  readonly transport: TransportName;
  /** What it found once. */
  readonly reason: string;
}

/** Seeds that found something stay for ever; the timing of processes cannot be kept, the schedule can. */
const kept = JSON.parse(readFileSync(fromRoot("test", "chaos", "seeds.json"), "utf8")) as readonly Kept[];
const short: readonly Kept[] = [
  { seed: 1, transport: "embedded", reason: "any" },
  { seed: 3, transport: "embedded", reason: "a rush" },
  { seed: 1, transport: "rabbitmq", reason: "any" },
  { seed: 3, transport: "rabbitmq", reason: "a rush" },
];

for (const transport of ["embedded", "rabbitmq"] as const)
  describe(`the hub over the ${transport} transport, killed and cut off while dossiers travel (P1–P6)`, function () {
    this.timeout(300_000);
    let folder: string;
    let world: World;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "chaos-"));
      await chmod(folder, 0o755); // as root the database runs as another user
      world = await openWorld(transport, folder);
    });
    after(async () => {
      await world.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    });

    for (const { seed, reason } of [...short, ...kept].filter((one) => one.transport === transport))
      it(`loses, doubles and reorders nothing with seed ${seed} (${reason})`, async () => {
        const { wrong, accepted, delivered, lost, duplicated, reordered, gaps } = await run(
          planRun(seed, transport),
          world,
        );
        expect(wrong).to.deep.equal([]);
        expect({ lost, duplicated, reordered, gaps }).to.deep.equal({ lost: 0, duplicated: 0, reordered: 0, gaps: 0 });
        expect(accepted).to.be.greaterThan(30);
        expect(delivered).to.equal(accepted);
      });
  });
