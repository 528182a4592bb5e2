import { setTimeout as wait } from "node:timers/promises";
import type { Proxy } from "../../test/support/proxy.ts";
import type { Fault, Wire } from "./plan.ts";
import type { Progress } from "./traffic.ts";
import type { World } from "./world.ts";

const beatMs = 120;

/** Lets one fault happen when its time has come, and heals it; resolves when it is healed or what was killed is being started again. */
export async function strike(fault: Fault, world: World, progress: Progress): Promise<void> {
  await progress.reached(fault.at);
  switch (fault.kind) {
    case "kill":
      if (fault.what === "database") await world.database.killAndStart();
      else if (fault.what === "broker") await world.broker?.killAndStart();
      else world.hub.get(fault.what)?.kill();
      return;
    case "cut":
      wireOf(world, fault.wire).cut();
      return;
    case "sever": {
      const wire = wireOf(world, fault.wire);
      wire.sever();
      await wait(fault.forMs);
      wire.restore();
      return;
    }
    case "slow": {
      // lets through in bursts: what is sent arrives whole and late
      const wire = wireOf(world, fault.wire);
      for (let left = fault.forMs; left > 0; left -= 2 * beatMs) {
        wire.stall();
        await wait(Math.min(beatMs * 2, left));
        wire.flow();
        await wait(1);
      }
      return;
    }
    case "temper":
      world.setTemper(fault.partner, fault.temper);
      await progress.reached(progress.count() + fault.forSteps);
      world.setTemper(fault.partner, "honest");
      return;
  }
}

function wireOf({ wires }: World, name: Wire): Proxy {
  const wire = wires.get(name);
  if (!wire) throw new Error(`there is no wire "${name}"`);
  return wire;
}
