// The strict stand-in of the national portal, in a process of its own: portal.ts PORT ANSWERS_AFTER_MS DOSSIERS
import { startPortalStandIn } from "../../../adapters/national-portal/stand-in/index.ts";
import { sampleLinked } from "../../../adapters/national-portal/stand-in/samples.ts";
import { openLog } from "../../../platform/log.ts";
import { isLinked, linkedCodeOf, procedureOfAll } from "../sync-world.ts";

const [port = 0, answersAfterMs = 0, dossiers = 0] = process.argv.slice(2).map(Number);
const standIn = await startPortalStandIn({ port, answersAfterMs, log: openLog("silent", "portal") });
for (let n = 0; n < dossiers; n++)
  if (isLinked(n)) standIn.addLinked(sampleLinked(linkedCodeOf(n), { procedure: procedureOfAll }), true);
