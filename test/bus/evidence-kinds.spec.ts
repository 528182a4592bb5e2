import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { makeIntake } from "../../bus/intake.ts";
import { reopenParked } from "../../bus/parked.ts";
import { verifyEvidence } from "../../bus/evidence/verify.ts";
import { parseDay } from "../../core/domain/day.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { anAnnouncement, bringAll, commune, dossier, silent, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { attempt, chainAll, exported, hubKey } from "../support/evidence.ts";
import { putDossiers } from "../support/running-dossiers.ts";

/** Everything beside steps and attempts that is written down, by what the hub does or by the row it writes. */
describe("kinds of evidence", () => {
  let database: TestDatabase;
  const code = "H38.91-261123-0001";
  before(async () => {
    database = await freshDatabase();
    await loadDemonstration(database.db, parseDay("2026-11-21"));
    await putDossiers(database, [
      { code, procedure: walkNow.procedure, receivedBy: walkNow.commune, heldBy: walkNow.commune },
    ]);
  });
  after(() => database.drop());

  const since = async (seq: number) => {
    await chainAll(database);
    return database.sql<{ kind: string; outcome: string; subject: string; from: string; to: string; holder: string }>(
      `select kind, outcome, subject, from_org as from, to_org as to, holder from hub.evidence_record
       where seq > $1 order by seq`,
      [seq],
    );
  };
  const last = async () => {
    await chainAll(database);
    return Number(
      (await database.sql<{ n: string }>("select coalesce(max(seq), 0)::text as n from hub.evidence_record"))[0]!.n,
    );
  };
  const dossierId = "(select id from hub.dossier where code = 'H38.91-261123-0001')";
  const none = { from: null, to: null, holder: null };

  it("a parked message, let go by an operator", async () => {
    const before = await last();
    const [told] = await tell(database, anAnnouncement());
    await bringAll(database);
    await attempt(database, told!.messageId, 1, "refused", "HTTP 422");
    await database.sql("update hub.delivery set state = 'parked', parked_reason = 'HTTP 422', attempts = 1");
    await database.db
      .transaction()
      .execute((tx) => reopenParked(tx, { message: told!.messageId }, "operator", "quản trị"));
    expect(await since(before)).to.deep.equal([
      { kind: "attempt", outcome: "refused", subject: dossier, from: "H63.29.04", to: "H63.29", holder: null },
      { kind: "stopped", outcome: "parked", subject: dossier, ...none, to: "H63.29" },
      { kind: "reopened", outcome: "operator", subject: dossier, ...none, to: "H63.29" },
    ]);
  });

  it("a message sent to another agency", async () => {
    const before = await last();
    await database.sql("update hub.delivery set receiver = $1 where subject = $2", [commune, dossier]);
    expect(await since(before)).to.deep.equal([
      { kind: "readdressed", outcome: "message", subject: dossier, from: "H63.29", to: "H63.29.04", holder: null },
    ]);
  });

  it("a lease, a schedule or a delivery on the message's row is no fact of its own", async () => {
    const before = await last();
    await database.sql(
      "update hub.delivery set leased_until = now(), next_attempt_at = now(), attempts = attempts + 1",
    );
    await database.sql("update hub.delivery set state = 'delivered'");
    await database.sql("update hub.delivery set state = 'waiting'");
    expect(await since(before)).to.deep.equal([]);
  });

  it("what came off the transport and could not be understood", async () => {
    const before = await last();
    await makeIntake({ db: database.db, log: silent })({ messageId: "x", body: Buffer.from("x"), redeliveries: 0 });
    expect(await since(before)).to.deep.equal([{ kind: "unreadable", outcome: null, subject: null, ...none }]);
  });

  it("a dossier that a reform moved, each place on its way", async () => {
    const before = await last();
    const eventId = randomUUID();
    await database.sql(
      `insert into hub.readdressing (dossier_id, revision, role, from_org, to_org, effective, reason, basis, by, event_id, at)
       select ${dossierId}, 3, role, 'H63.29', 'H38.91', '2025-07-01', 'merge', '1', 'x', $1, now()
       from unnest(array['holder', 'returns']) role`,
      [eventId],
    );
    expect(await since(before)).to.deep.equal([
      { kind: "readdressed", outcome: "holder", subject: code, from: "H63.29", to: "H38.91", holder: walkNow.commune },
      { kind: "readdressed", outcome: "returns", subject: code, from: "H63.29", to: "H38.91", holder: walkNow.commune },
    ]);
  });

  it("a printed date that another calendar moved", async () => {
    const before = await last();
    await database.sql(
      `insert into hub.due_change (dossier_id, fate, due_before, due_after, calendar_before, calendar_after, reason)
       values (${dossierId}, 'moved', now(), now(), 'a', 'b', 'x')`,
    );
    expect(await since(before)).to.deep.equal([
      { kind: "due", outcome: "moved", subject: code, from: null, to: null, holder: walkNow.commune },
    ]);
  });

  it("a step of a leg", async () => {
    const before = await last();
    await database.sql(
      `insert into hub.process (id, version, name, procedure_code, mode, state, valid_from)
       values ('p', 1, 'p', $1, 'A', 'draft', '2026-01-01')`,
      [walkNow.procedure],
    );
    await database.sql(
      `insert into hub.dossier_chain (dossier_id, process_id, process_version, linked, refund_when_refused, mode, started_at)
       values (${dossierId}, 'p', 1, false, true, 'A', now())`,
    );
    await database.sql(
      `insert into hub.dossier_leg (dossier_id, number, child_code, agency, kind, work, limit_value, limit_unit, after, state,
                                    planned_due_at)
       values (${dossierId}, 1, 'x', 'H38.14', 'consult', 'x', 1, 'working_day', '{}', 'waiting', now())`,
    );
    await database.sql(
      `insert into hub.dossier_leg_event (dossier_id, number, event_id, step, state, by_org, at, officer, cause, partner_id)
       values (${dossierId}, 1, $1, 'assign', 'waiting', $2, now(), 'CB-17', 'req', 'x')`,
      [randomUUID(), walkNow.commune],
    );
    expect(await since(before)).to.deep.equal([
      { kind: "leg", outcome: "assign", subject: code, from: walkNow.commune, to: "H38.14", holder: null },
    ]);
  });

  it("all of them are in an export with the content of every digest, and it holds", async () => {
    const file = await exported(database, { first: 1, last: await last() });
    const verdict = await verifyEvidence(Buffer.from(file), { keys: hubKey.publicPem });
    expect([verdict.faults, verdict.erased, verdict.records]).to.deep.equal([[], 0, 9]);
  });
});
