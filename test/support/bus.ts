import { randomUUID } from "node:crypto";
import { makeIntake } from "../../bus/intake.ts";
import { announce, type Announced } from "../../bus/outbox.ts";
import { packConsignment, type Envelope } from "../../bus/envelope.ts";
import type { Announcement } from "../../core/domain/announcement.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { openLog } from "../../platform/log.ts";
import type { TestDatabase } from "./database.ts";

export const silent = openLog("silent", "test");

export const commune = parseOrgCode("H63.29.04");
export const district = parseOrgCode("H63.29");
export const dossier = parseDossierCode("H63.29.04-190312-0001");
export const otherDossier = parseDossierCode("H63.29.04-190312-0002");

export const anAnnouncement = (but: Partial<Announcement> = {}): Announcement => ({
  receiver: district,
  subject: dossier,
  eventId: randomUUID(),
  type: "vn.lienthong.dossier.handed-over.v1",
  time: new Date("2019-03-12T02:00:00Z"),
  data: {
    code: dossier,
    step: "handOver",
    by: commune,
    to: district,
    state: "processing",
    heldBy: commune,
    at: "2019-03-12T02:00:00.000Z",
    procedure: { code: "2.002307", version: null },
  },
  ...but,
});

/** Announces in a transaction of its own. */
export const tell = (database: TestDatabase, ...announcements: Announcement[]): Promise<Announced[]> =>
  database.db.transaction().execute((tx) => announce(tx, announcements, "req-1"));

/** The agencies of the examples; partners and what they serve are added with `aPartner`. */
export async function someAgencies(database: TestDatabase): Promise<void> {
  for (const [code, tier] of [
    [commune, 3],
    [district, 2],
  ])
    await database.sql(
      `insert into hub.organisation (code, written_as, scheme, tier, kind, name, confidence, source)
       values ($1, $1, 'QD20', $2, 'unit', 'Đơn vị thử', 'demonstration', 'test')`,
      [code, tier],
    );
}

export async function aPartner(
  database: TestDatabase,
  id: string,
  { serves = [], url }: { serves?: readonly string[]; url?: string } = {},
): Promise<void> {
  await database.sql("insert into hub.partner (id, name, secret_sha256) values ($1, $1, 'x')", [id]);
  await database.sql("insert into hub.subscription (partner_id, channel, url) values ($1, $2, $3)", [
    id,
    url === undefined ? "inbox" : "webhook",
    url ?? null,
  ]);
  for (const code of serves)
    await database.sql("insert into hub.partner_unit (organisation_code, partner_id) values ($1, $2)", [code, id]);
}

/** What the relay would publish, in its order. */
export async function consignments(database: TestDatabase): Promise<{ messageId: string; body: Buffer }[]> {
  const rows = await database.sql<{
    message_id: string;
    receiver: string;
    subject: string;
    sequence: number;
    envelope: Envelope;
  }>("select message_id, receiver, subject, sequence, envelope from hub.outbox order by id");
  return rows.map(({ message_id: messageId, receiver, subject, sequence, envelope }) => ({
    messageId,
    body: packConsignment({ messageId, receiver, subject, sequence, envelope }),
  }));
}

/** Brings everything that was announced to the delivery side, without a transport in between. */
export async function bringAll(database: TestDatabase): Promise<void> {
  const take = makeIntake({ db: database.db, log: silent });
  for (const one of await consignments(database)) await take({ ...one, redeliveries: 0 });
}
