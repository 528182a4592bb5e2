import { randomUUID } from "node:crypto";
import { takeLinked } from "../../adapters/national-portal/linked.ts";
import { takeInWorld } from "../../adapters/national-portal/inbound/take-in.ts";
import { readInboundSettings } from "../../adapters/national-portal/inbound/settings.ts";
import { linkedPaths } from "../../adapters/national-portal/stand-in/linked.ts";
import { practiceAccount, type PortalStandIn } from "../../adapters/national-portal/stand-in/index.ts";
import { sampleLinked, samplePromotion } from "../../adapters/national-portal/stand-in/samples.ts";
import { announce, owe } from "../../bus/outbox.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { knowPortal } from "../../core/service/connect-portal.ts";
import { keepHandedDown } from "../../core/service/keep-handed-down.ts";
import { takeInNext } from "../../core/service/take-in.ts";
import { defaultFileLimits } from "../../core/service/take-file.ts";
import { flows } from "../../adapters/national-portal/inbound/flows.ts";
import { unpack } from "../../adapters/national-portal/inbound/unpack.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { reachLinked } from "../../main/portal.ts";
import { silent } from "./bus.ts";
import type { TestGateway } from "./gateway.ts";
import type { PortalWorld } from "./portal.ts";

const { commune, procedure } = walkNow;
const linkedProcedure = "2.990986";

/** What a connection file says where linked filings come too. @param passwordFile with the practice account's. */
export const linkedConnection = (standIn: PortalStandIn, passwordFile: string, but: object = {}) => ({
  codes: [{ national: linkedProcedure, local: procedure, level: "commune", from: "2025-07-01", until: null }],
  linked: {
    ...{ endpoint: standIn.url, username: practiceAccount.username, passwordFile, paths: linkedPaths },
    ...but,
  },
});

/**
 * Citizens who file with a commune on the portal, and at the linked services, at a moment: each is taken in as a worker does
 * it. @returns the codes there with the codes here.
 */
export async function fileOnPortal(
  gateway: TestGateway,
  { standIn, connection }: PortalWorld,
  at: Date,
  filings: { readonly filed?: readonly string[]; readonly linked?: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const { db, sql } = gateway.database;
  await knowPortal(db);
  const files = {
    ...{ db, folder: gateway.folder, newId: randomUUID },
    limits: { ...defaultFileLimits, freeBytes: 0, uploads: 1_000 },
  };
  for (const national of filings.filed ?? []) {
    const packet = { ...samplePromotion(national), MaTTHC: procedure, TaiLieuNop: [], TepDonDangKy: "" };
    const unpacked = await unpack(flows.promotion, packet, 1 << 20, files);
    if (!unpacked.ok) throw new Error(unpacked.message);
    await keepHandedDown(db, { flow: flows.promotion.name, caller: "portal", ...unpacked }, flows.promotion.of);
    standIn.addFiling(national);
  }
  for (const national of filings.linked ?? [])
    standIn.addLinked(sampleLinked(national, { procedure: linkedProcedure, files: [] }));
  const { linked, codes } = connection;
  if (linked)
    for (let listed = 1; listed > 0;)
      ({ listed } = await takeLinked(
        { ask: reachLinked(connection, linked), files, log: silent },
        new AbortController().signal,
      ));
  const settings = readInboundSettings({
    callers: [{ name: "portal", networks: ["127.0.0.0/8"] }],
    receivers: [{ procedure, unit: commune }],
  });
  const world = { db, announce, owe, now: () => at, newId: randomUUID, clocks: openClocks(), log: silent };
  const reading = { linked: { modules: ["KS"], codes } };
  while (await takeInNext(takeInWorld(world, files, settings, reading)));
  const rows = await sql<{ national_code: string; code: string }>(
    "select national_code, code from hub.dossier_national_code n join hub.dossier d on d.id = n.dossier_id",
  );
  return new Map(rows.map(({ national_code: national, code }) => [national, code]));
}
