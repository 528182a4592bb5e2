import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { claimDue } from "../../bus/claim.ts";
import { settledLanes } from "../../bus/digest/told.ts";
import { exchangeDigests } from "../../bus/digest/exchange.ts";
import { readContents } from "../../bus/evidence/contents.ts";
import { verifyEvidence } from "../../bus/evidence/verify.ts";
import { acknowledge, readInbox } from "../../bus/inbox.ts";
import { assignWaiting } from "../../bus/intake.ts";
import { startDeliveryWorker } from "../../bus/lanes.ts";
import { messagesOfDossier, syncOfDossier } from "../../bus/ledger.ts";
import { readMissing } from "../../bus/missing.ts";
import type { Deliver, Outcome } from "../../bus/outcome.ts";
import { decideReplay } from "../../bus/replay/decide.ts";
import { draftReplay } from "../../bus/replay/draft.ts";
import { findReplay } from "../../bus/replay/read.ts";
import { startReplayer } from "../../bus/replay/replayer.ts";
import { settle, settleExpired, settleQueued } from "../../bus/settle.ts";
import { withdraw } from "../../bus/substitute.ts";
import { sendUnreceiptedAgain } from "../../bus/unit-queue.ts";
import { alwaysOpen } from "../../core/domain/clock/open-time.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { decideSuccession, type SuccessionDecision } from "../../core/service/decide-succession.ts";
import { moveMessages } from "../../core/service/move-messages.ts";
import { successionCases, waitingFor } from "../../core/store/succession.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { messagesInFlight } from "../../main/messages-in-flight.ts";
import { openListener } from "../../platform/listen.ts";
import { fromRoot } from "../../platform/root.ts";
import { aPartner, bringAll, silent, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { chainAll, exported } from "../support/evidence.ts";
import { aStep, counted, dayBefore, dayComes, dayOfReform, laneOf, later, night, reform } from "../support/reform.ts";
import { aWorld, putDossiers } from "../support/running-dossiers.ts";

const { commune, neighbour, district, merged, province } = reform;
const delivered: Outcome = { kind: "delivered", detail: "HTTP 204", receipt: { channel: "webhook", status: 204 } };
const refused: Outcome = { kind: "refused", detail: "HTTP 422: thiếu mã" };
const pause = { now: new Date("2025-07-01T02:00:00Z"), afterOpenTime: alwaysOpen, random: 0 };
const codeOf = (n: number) => parseDossierCode(`H63.29.04-250620-000${n}`);
const code = codeOf(1);

describe("messages to an agency that ended (P10)", () => {
  let database: TestDatabase;
  const closings: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    database = await freshDatabase();
    await loadDemonstration(database.db, parseDay("2026-11-21"));
    await dayBefore(database);
    // each commune's own software, and that of the commune both became
    await aPartner(database, "xa-cu", { serves: [commune], url: "https://cu.example/webhook" });
    await aPartner(database, "xa-ben", { serves: [neighbour], url: "https://ben.example/webhook" });
    await aPartner(database, "xa-moi", { serves: [merged], url: "https://moi.example/webhook" });
  });
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
    await database.drop();
  });

  const aDossier = (n = 1, but: object = {}) =>
    putDossiers(database, [{ code: codeOf(n), procedure: "2.002307", receivedBy: commune, heldBy: commune, ...but }]);
  const states = () =>
    database.sql(
      "select receiver, sequence, state, partner_id as partner from hub.delivery order by receiver, sequence",
    );
  /** Delivers all that is due, and tells what came to whom. */
  const deliverAll = async () => {
    const came: string[] = [];
    const listener = openListener({ url: database.url, log: silent, name: "test" });
    const deliver: Deliver = (target, { receiver, sequence }) => {
      came.push(`${target.partnerId}: ${receiver} #${sequence}`);
      return Promise.resolve(delivered);
    };
    const worker = startDeliveryWorker({ db: database.db, listener, deliver, log: silent, fallbackMs: 50 });
    await eventually("nothing is due", async () => {
      const [row] = await database.sql<{ n: number }>(
        "select count(*)::int as n from hub.delivery where state = 'waiting' and partner_id is not null",
      );
      return row!.n === 0;
    });
    await worker.close();
    await listener.close();
    return came;
  };
  const decide = (but: Partial<SuccessionDecision> & { caseId: bigint }) =>
    decideSuccession(aWorld(database, dayOfReform), {
      ...{ to: merged, basis: "Công văn 12/UBND-NC", by: "Trần Văn B", match: undefined, values: [] },
      ...but,
    });

  it("merge: what waits goes to the commune that follows, once, behind the news of the dossier, with its reason", async () => {
    await aDossier(1, { cameFrom: [neighbour] });
    await tell(database, aStep(commune, code, 1), aStep(commune, code, 2), aStep(neighbour, code, 2));
    await tell(database, aStep(commune, code, 3));
    await bringAll(database);
    const [first] = await claimDue(database.db, 1, 6_000);
    await settle(database.db, first!, delivered, 5, pause); // confirmed before: never sent again
    await dayComes(database);
    expect(await night(database)).to.deep.equal({ lanes: 2, messages: 3, kept: 0, undecided: 0 });
    await bringAll(database);
    expect(await laneOf(database, merged, code)).to.deep.equal([
      "1 readdressed waiting",
      `2 moved 2 of ${commune} #2 waiting`,
      `3 moved 3 of ${commune} #3 waiting`,
      "4 restated waiting", // newer than those: who takes messages as they come ends right
    ]);
    // the neighbour's message was of the same event: the successor is told it once
    expect(await laneOf(database, neighbour, code)).to.deep.equal(["1 message-withdrawn moved"]);
    expect(await laneOf(database, commune, code)).to.deep.equal([
      "1 moved 1 delivered",
      "2 message-withdrawn moved",
      "3 message-withdrawn moved",
    ]);
    for (const [receiver, n] of [
      [commune, 3],
      [neighbour, 1],
    ] as const)
      expect(await counted(database, receiver, code)).to.deep.equal({
        announced: n,
        delivered: n,
        succession: "moved",
      });
    expect(await deliverAll()).to.deep.equal([1, 2, 3, 4].map((n) => `xa-moi: ${merged} #${n}`));
    expect(await night(database)).to.deep.equal({ lanes: 0, messages: 0, kept: 0, undecided: 0 });
  });

  it("the envelope is as agreed, with former receiver, day, ground and basis; webhook and inbox show the same", async () => {
    await aDossier();
    await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    await dayComes(database);
    await night(database);
    await bringAll(database);
    await database.sql("update hub.subscription set channel = 'inbox', url = null where partner_id = 'xa-moi'");
    const inbox = await readInbox(database.db, "xa-moi", { limit: 10 });
    const envelope = inbox[1]!.envelope;
    const [former] = await database.sql<{ message_id: string }>(
      "select message_id from hub.outbox where receiver = $1",
      [commune],
    );
    expect(envelope).to.deep.include({
      ...{ receiver: merged, sequence: "0000000002", time: "2025-06-21T02:00:00.000Z", correlationid: "req-1" },
      ...{ formerreceiver: commune, formerid: former!.message_id, formersequence: "0000000001", formersent: false },
      ...{ successionon: "2025-07-01", successionground: "stated", successionbasis: "H63.29.04 → H38.91" },
    });
    expect(envelope.id).not.to.equal(former!.message_id);
    const ajv = new Ajv2020({ strictTypes: false });
    addFormats.default(ajv);
    const judge = ajv.compile(
      JSON.parse(readFileSync(fromRoot("contracts", "bus", "cloud-event.schema.json"), "utf8")) as object,
    );
    for (const { envelope: one } of inbox) expect(judge(one), JSON.stringify(judge.errors)).to.equal(true);
    expect((await claimDue(database.db, 10, 6_000)).length).to.equal(0);
    await database.sql(
      "update hub.subscription set channel = 'webhook', url = 'https://moi.example' where partner_id = 'xa-moi'",
    );
    const [head] = await claimDue(database.db, 10, 6_000);
    await settle(database.db, head!, delivered, 5, pause);
    expect((await claimDue(database.db, 10, 6_000))[0]!.envelope).to.deep.equal(envelope);
    // who still asks for the former lane finds each sequence accounted for, and where it went
    const missing = await readMissing(database.db, { receiver: commune, subject: code, from: 1, to: 9 });
    expect(
      missing.items.map(({ sequence, acknowledged, message }) => [
        sequence,
        acknowledged,
        message.type,
        message.replaces,
        message.data["to"],
      ]),
    ).to.deep.equal([[1, false, "vn.lienthong.dossier.message-withdrawn.v1", former!.message_id, merged]]);
    expect(judge(missing.items[0]!.message), JSON.stringify(judge.errors)).to.equal(true);
  });

  it("order and no gap: behind what the successor has; nothing newer follows where it knew nothing newer", async () => {
    // the successor had a part before: it was told of the first two steps itself
    await tell(database, aStep(merged, code, 1), aStep(commune, code, 1), aStep(merged, code, 2));
    await tell(database, aStep(commune, code, 3), aStep(commune, code, 4));
    await bringAll(database);
    await aDossier(1, { state: "resultReturned" }); // ended: the dossier itself stays with its old names
    await dayComes(database);
    expect(await night(database)).to.deep.equal({ lanes: 1, messages: 3, kept: 0, undecided: 0 });
    expect(await laneOf(database, merged, code)).to.deep.equal([
      "1 moved 1 waiting",
      "2 moved 2 waiting",
      `3 moved 3 of ${commune} #2 on its way`,
      `4 moved 4 of ${commune} #3 on its way`,
    ]);
    expect((await messagesOfDossier(database.db, code)).get("00000000-0000-4000-8000-000000000001")).to.have.length(2);
    await bringAll(database);
    expect(await deliverAll()).to.deep.equal([1, 2, 3, 4].map((n) => `xa-moi: ${merged} #${n}`));
    // the nightly digest asks for the newest state
    await tell(database, aStep(commune, code, 2, "waiting"));
    await bringAll(database);
    await later(database);
    await bringAll(database);
    expect((await laneOf(database, merged, code)).slice(4)).to.deep.equal([
      `5 moved 2 of ${commune} #4 waiting`,
      "6 restated waiting",
    ]);
    await deliverAll();
    await database.sql("update hub.dossier set state = 'processing'"); // digests are of running dossiers
    expect(
      await settledLanes(database.db, { partnerId: "xa-moi", at: new Date("2100-01-01T00:00:00Z"), bucket: undefined }),
    ).to.deep.equal([{ receiver: merged, dossier: code, sequence: 6, state: "processing" }]);
  });

  it("parked: it leaves the people's list, its reason stays on record, and the next ones follow", async () => {
    await aDossier();
    await tell(database, aStep(commune, code, 1), aStep(commune, code, 2));
    await bringAll(database);
    const [claim] = await claimDue(database.db, 1, 6_000);
    await settle(database.db, claim!, refused, 5, pause);
    await dayComes(database);
    await night(database);
    await bringAll(database);
    expect(await laneOf(database, merged, code)).to.deep.equal([
      "1 readdressed waiting",
      `2 moved 1 of ${commune} #1 perhaps there waiting`,
      `3 moved 2 of ${commune} #2 waiting`,
      "4 restated waiting",
    ]);
    expect(
      await database.sql("select was, moved_to, ground, effective::text from hub.delivery_substitute order by was"),
    ).to.deep.equal([
      { was: "parked", moved_to: merged, ground: "stated", effective: "2025-07-01" },
      { was: "waiting", moved_to: merged, ground: "stated", effective: "2025-07-01" },
    ]);
    expect(await database.sql("select cause, parked_reason from hub.delivery_reopened")).to.deep.equal([
      { cause: "succession", parked_reason: "HTTP 422: thiếu mã" },
    ]);
    expect(await database.sql("select from hub.delivery where state = 'parked'")).to.deep.equal([]);
  });

  it("what an operator withdrew from the one is not told to the other", async () => {
    await aDossier();
    const [told] = await tell(database, aStep(commune, code, 1), aStep(commune, code, 2));
    await bringAll(database);
    const [claim] = await claimDue(database.db, 1, 6_000);
    await settle(database.db, claim!, refused, 5, pause);
    const decision = { by: "Lan", reason: "nhầm hồ sơ", at: new Date("2025-06-30T02:00:00Z") };
    await database.db.transaction().execute((tx) => withdraw(tx, told!.messageId, decision));
    await dayComes(database);
    expect(await night(database)).to.deep.include({ messages: 2 });
    expect(await laneOf(database, merged, code)).to.deep.equal([
      "1 readdressed on its way",
      `2 moved 2 of ${commune} #2 on its way`,
      "3 restated on its way",
    ]);
    expect(await counted(database, commune, code)).to.deep.include({ announced: 2, delivered: 2 });
  });

  it("in the outbox, not relayed: it goes on from there, and what the relay brings later is a repeat", async () => {
    await aDossier();
    await tell(database, aStep(commune, code, 1), aStep(commune, code, 2));
    await database.sql("update hub.outbox set published_at = now() where sequence = 1");
    await dayComes(database);
    await night(database);
    await bringAll(database); // relay and intake, at last
    expect(await laneOf(database, commune, code)).to.deep.equal([
      "1 message-withdrawn moved",
      "2 message-withdrawn moved",
    ]);
    expect(await laneOf(database, merged, code)).to.deep.equal([
      "1 readdressed waiting",
      `2 moved 1 of ${commune} #1 waiting`,
      `3 moved 2 of ${commune} #2 waiting`,
      "4 restated waiting",
    ]);
    expect(await database.sql("select was from hub.delivery_substitute order by was")).to.deep.equal([
      { was: "announced" },
      { was: "inTransit" },
    ]);
    expect(await deliverAll()).to.deep.equal([1, 2, 3, 4].map((n) => `xa-moi: ${merged} #${n}`));
    expect(await database.sql("select from hub.outbox where arrived_at is null")).to.deep.equal([]);
  });

  for (const [how, outcome] of [
    ["is taken", delivered],
    ["is refused", refused],
    ["fails", { kind: "retry", detail: "HTTP 503" }],
  ] as const)
    it(`under lease, and the call ${how} afterwards: that goes on record and changes nothing more`, async () => {
      await aDossier();
      await tell(database, aStep(commune, code, 1));
      await bringAll(database);
      const [claim] = await claimDue(database.db, 1, 6_000);
      await dayComes(database);
      await night(database);
      await bringAll(database);
      await settle(database.db, claim!, outcome, 5, pause);
      expect(await laneOf(database, commune, code)).to.deep.equal(["1 message-withdrawn moved"]);
      expect(await laneOf(database, merged, code)).to.deep.equal([
        "1 readdressed waiting",
        `2 moved 1 of ${commune} #1 perhaps there waiting`,
        "3 restated waiting",
      ]);
      expect(await database.sql("select attempt, outcome from hub.delivery_attempt")).to.deep.equal([
        { attempt: 1, outcome: outcome.kind },
      ]);
      expect(await deliverAll()).to.deep.equal([1, 2, 3].map((n) => `xa-moi: ${merged} #${n}`));
    });

  it("under lease of a worker that died: the attempt is on record as unknown", async () => {
    await aDossier();
    await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    await claimDue(database.db, 1, 6_000);
    await dayComes(database);
    await night(database);
    await database.sql(
      "update hub.delivery set leased_until = now() - interval '1 second' where leased_until is not null",
    );
    expect(await settleExpired(database.db, 6_000, () => 0)).to.equal(1);
    expect(await database.sql("select attempt, outcome from hub.delivery_attempt")).to.deep.equal([
      { attempt: 1, outcome: "unknown" },
    ]);
    expect(await counted(database, commune, code)).to.deep.include({ announced: 1, delivered: 1 });
  });

  it("queued in AMQP: the attempt ends as unknown; a late receipt and a late look into the queue change nothing", async () => {
    await database.sql("update hub.subscription set channel = 'amqp', url = null where partner_id = 'xa-cu'");
    await database.sql("insert into hub.amqp_access (partner_id, ready_version) values ('xa-cu', 1)");
    await aDossier();
    const [told] = await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    const [claim] = await claimDue(database.db, 1, 6_000, ["webhook", "amqp"]);
    await settleQueued(database.db, claim!);
    await dayComes(database);
    await night(database);
    await bringAll(database);
    expect(await laneOf(database, merged, code)).to.deep.equal([
      "1 readdressed waiting",
      `2 moved 1 of ${commune} #1 perhaps there waiting`,
      "3 restated waiting",
    ]);
    expect(await database.sql("select attempt, outcome from hub.delivery_attempt")).to.deep.equal([
      { attempt: 1, outcome: "unknown" },
    ]);
    expect(await sendUnreceiptedAgain(database.db, { depthOf: () => Promise.resolve(0) }, 0)).to.equal(0);
    const receipt = await database.db
      .transaction()
      .execute((tx) => acknowledge(tx, "xa-cu", told!.messageId, new Date("2025-07-01T03:00:00Z")));
    expect(receipt.ok).to.equal(true);
    expect(await laneOf(database, commune, code)).to.deep.equal(["1 message-withdrawn moved"]);
    expect(await deliverAll()).to.deep.equal([1, 2, 3].map((n) => `xa-moi: ${merged} #${n}`));
  });

  it("fetched from the inbox and not acknowledged: it is told that it may be there", async () => {
    await database.sql("update hub.subscription set channel = 'inbox', url = null where partner_id = 'xa-cu'");
    await aDossier();
    await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    const [seen] = await readInbox(database.db, "xa-cu", { limit: 10 });
    await dayComes(database);
    await night(database);
    expect(await laneOf(database, merged, code)).to.deep.equal([
      "1 readdressed on its way",
      `2 moved 1 of ${commune} #1 perhaps there on its way`,
      "3 restated on its way",
    ]);
    expect(await readInbox(database.db, "xa-cu", { limit: 10 })).to.deep.equal([]);
    const again = await readInbox(database.db, "xa-cu", { after: 0n, limit: 10 });
    expect(
      again.map(({ position, envelope, acknowledgedAt }) => [position, envelope.replaces, acknowledgedAt]),
    ).to.deep.equal([[seen!.position, seen!.messageId, null]]);
  });

  it("the partner serves the successor too: nothing moves, late messages neither; until it gives up the old code", async () => {
    await database.sql("update hub.partner_unit set partner_id = 'xa-cu' where organisation_code = $1", [merged]);
    await aDossier();
    await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    await dayComes(database);
    expect(await night(database)).to.deep.equal({ lanes: 1, messages: 0, kept: 1, undecided: 0 });
    await tell(database, aStep(commune, code, 2));
    await bringAll(database);
    expect(await laneOf(database, commune, code)).to.deep.equal(["1 moved 1 waiting", "2 moved 2 waiting"]);
    expect(await deliverAll()).to.have.members([`xa-cu: ${commune} #1`, `xa-cu: ${commune} #2`, `xa-cu: ${merged} #1`]);
    // a lane that did not exist on the day
    await aDossier(2);
    await tell(database, aStep(commune, codeOf(2), 1));
    await bringAll(database);
    expect(await night(database)).to.deep.equal({ lanes: 1, messages: 0, kept: 1, undecided: 0 });
    expect(await deliverAll()).to.deep.equal([`xa-cu: ${commune} #1`]);
    await tell(database, aStep(commune, code, 3));
    await database.db.transaction().execute(async (tx) => {
      await tx.deleteFrom("partner_unit").where("organisation_code", "=", commune).execute();
      await assignWaiting(tx, commune, null);
    });
    await bringAll(database);
    expect(await night(database)).to.deep.include({ messages: 1, kept: 0 });
    expect(await laneOf(database, merged, code)).to.deep.equal([
      "1 readdressed delivered",
      `2 moved 3 of ${commune} #3 on its way`,
      "3 restated on its way",
    ]);
  });

  it("undecided: it waits and is listed for people, late messages with it; the decision sends it on", async () => {
    await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/webhook" });
    await aDossier(1, { state: "resultReturned" }); // nobody asks about the dossier itself any more
    await tell(database, aStep(district, code, 1), aStep(district, code, 2));
    await bringAll(database);
    await dayComes(database);
    expect(await night(database)).to.deep.equal({ lanes: 1, messages: 0, kept: 0, undecided: 1 });
    expect(await claimDue(database.db, 10, 6_000)).to.deep.equal([]);
    await tell(database, aStep(district, code, 3));
    await bringAll(database);
    expect(await later(database)).to.deep.equal({ lanes: 0, messages: 0, kept: 0, undecided: 0 });
    expect(await night(database)).to.deep.include({ messages: 0, undecided: 1 });
    expect(await states()).to.deep.equal(
      [1, 2, 3].map((sequence) => ({ receiver: district, sequence, state: "waiting", partner: null })),
    );
    // a new partner of the ended agency does not get it either
    await database.db.transaction().execute((tx) => assignWaiting(tx, district, "huyen"));
    expect(await claimDue(database.db, 10, 6_000)).to.deep.equal([]);
    const [asked] = await successionCases(database.db);
    expect(asked).to.deep.include({
      from: district,
      effective: "2025-07-01",
      reason: "district-dissolved",
      waiting: 1,
    });
    expect(await waitingFor(database.db, asked!.id)).to.deep.equal([
      { code, procedure: "2.002307", roles: ["message"], proposed: null },
    ]);
    const answer = await decide({ caseId: asked!.id, to: province, basis: "Công văn 7/SNV" });
    expect(answer.ok).to.equal(true);
    const order = { by: "Trần Văn B", all: true, agencies: [district] };
    expect(await moveMessages(aWorld(database, dayOfReform), messagesInFlight, order)).to.deep.equal({
      ...{ lanes: 1, messages: 3, kept: 0, undecided: 0 },
    });
    expect(await laneOf(database, province, code)).to.deep.equal(
      [1, 2, 3].map((n) => `${n} moved ${n} of ${district} #${n} on its way`),
    );
    expect(await database.sql("select distinct by, reason, ground from hub.delivery_substitute")).to.deep.equal([
      { by: "Trần Văn B", reason: "Công văn 7/SNV", ground: "rule: all" },
    ]);
    expect(await successionCases(database.db)).to.deep.equal([]);
  });

  it("undecided while a call is on its way: what the old system confirms by then counts", async () => {
    await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/webhook" });
    await tell(database, aStep(district, code, 1), aStep(district, code, 2));
    await bringAll(database);
    const [claim] = await claimDue(database.db, 1, 6_000);
    await dayComes(database);
    await night(database);
    await settle(database.db, claim!, delivered, 5, pause);
    expect(await states()).to.deep.equal([
      { receiver: district, sequence: 1, state: "delivered", partner: "huyen" },
      { receiver: district, sequence: 2, state: "waiting", partner: null },
    ]);
    expect(await claimDue(database.db, 10, 6_000)).to.deep.equal([]);
  });

  it("split: each dossier's messages go where that dossier went", async () => {
    const parts = ["H38.92", "H38.93"];
    await database.sql(
      `insert into hub.administrative_unit (level, code, valid_from, valid_to, type, name) values
         ('commune', '99801', '-infinity', '2025-06-30', 'xã', 'Thử Chia'),
         ('commune', '99802', '2025-07-01', null, 'xã', 'Thử Đông'),
         ('commune', '99803', '2025-07-01', null, 'xã', 'Thử Tây')`,
    );
    await database.sql(
      `insert into hub.unit_succession select 'commune', '99801', '-infinity', 'commune', part, '2025-07-01', 'split_part', '2025-07-01', null
       from unnest(array['99802', '99803']) part`,
    );
    await database.sql(
      "update hub.organisation set successor_code = null, unit_level = 'commune', unit_code = '99801', unit_valid_from = '-infinity' where code = $1",
      [commune],
    );
    for (const [i, part] of parts.entries())
      await database.sql(
        "update hub.organisation set unit_level = 'commune', unit_code = $2, unit_valid_from = '2025-07-01' where code = $1",
        [part, `9980${i + 2}`],
      );
    for (const n of [1, 2, 3]) {
      await aDossier(n);
      await tell(database, aStep(commune, codeOf(n), 1));
    }
    await bringAll(database);
    await dayComes(database);
    expect(await night(database)).to.deep.equal({ lanes: 3, messages: 0, kept: 0, undecided: 3 });
    const [asked] = await successionCases(database.db);
    expect(asked).to.deep.include({ reason: "split", candidates: parts, waiting: 3 });
    await decide({ caseId: asked!.id, to: "H38.92", match: "dossier", values: [codeOf(1)] });
    await decide({ caseId: asked!.id, to: "H38.93", match: "dossier", values: [codeOf(2)] });
    expect(await night(database)).to.deep.equal({ lanes: 3, messages: 2, kept: 0, undecided: 1 });
    const held = await database.sql<{ code: string; held: string }>(
      "select code, held_by as held from hub.dossier order by code",
    );
    expect(held.map(({ held: by }) => by)).to.deep.equal(["H38.92", "H38.93", commune]);
    for (const [n, to] of [
      [1, "H38.92"],
      [2, "H38.93"],
    ] as const)
      expect(await laneOf(database, to, codeOf(n))).to.deep.equal([
        "1 readdressed on its way",
        `2 moved 1 of ${commune} #1 on its way`,
        "3 restated on its way",
      ]);
    expect(await laneOf(database, commune, codeOf(3))).to.deep.equal(["1 moved 1 waiting"]);
    // a later rule for all the rest does not move what went already
    await decide({ caseId: asked!.id, to: "H38.93" });
    await tell(database, aStep(commune, codeOf(1), 2));
    await bringAll(database);
    await night(database);
    expect((await laneOf(database, "H38.92", codeOf(1)))[3]).to.equal(`4 moved 2 of ${commune} #2 on its way`);
    expect(await successionCases(database.db)).to.deep.equal([]);
  });

  it("late: what is announced to the old code after the reform is not sent there, and moves within minutes", async () => {
    await aDossier();
    await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    await dayComes(database);
    await night(database);
    await tell(database, aStep(commune, code, 2)); // a step of the same second, a late relay
    await bringAll(database);
    expect(await deliverAll()).to.deep.equal([1, 2, 3].map((n) => `xa-moi: ${merged} #${n}`));
    expect((await laneOf(database, commune, code))[1]).to.equal("2 moved 2 waiting");
    expect(await later(database)).to.deep.equal({ lanes: 1, messages: 1, kept: 0, undecided: 0 });
    expect(await later(database)).to.deep.equal({ lanes: 0, messages: 0, kept: 0, undecided: 0 });
    expect((await laneOf(database, merged, code)).filter((line) => line.includes(" of "))).to.deep.equal([
      `2 moved 1 of ${commune} #1 delivered`,
      `4 moved 2 of ${commune} #2 on its way`,
    ]);
  });

  it("late, and the first ever about a dossier: a minute for the old system to answer, then it moves", async () => {
    await dayComes(database);
    await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    expect(await later(database)).to.deep.include({ lanes: 0 });
    await database.sql("update hub.outbox set created_at = created_at - interval '61 seconds'");
    expect(await later(database)).to.deep.include({ lanes: 1, messages: 1 });
    expect(await laneOf(database, merged, code)).to.deep.equal([`1 moved 1 of ${commune} #1 on its way`]);
  });

  it("a reform after the reform: what waited at the successor goes on to its successor", async () => {
    await aDossier();
    await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    await dayComes(database);
    await night(database);
    await bringAll(database);
    await tell(database, aStep(commune, code, 2));
    await database.sql(
      "update hub.organisation set valid_to = '2026-09-30', successor_code = 'H38.92' where code = $1",
      [merged],
    );
    await night(database, "2026-10-01T00:10:00+07:00");
    expect(await laneOf(database, merged, code)).to.deep.equal([
      "1 message-withdrawn moved",
      `2 message-withdrawn of ${commune} #1 moved`,
      "3 message-withdrawn moved",
    ]);
    const lane = await laneOf(database, "H38.92", code);
    expect(lane.map((line) => line.replace(/^\d+ /, ""))).to.include.members([
      `moved 1 of ${merged} #2 on its way`,
      `moved 2 of ${commune} #2 on its way`,
    ]);
    expect(lane.map((line) => Number.parseInt(line, 10))).to.deep.equal(lane.map((_, i) => i + 1));
  });

  it("a running replay of the lane ends with a reason; its other lanes go on", async () => {
    await aDossier(1);
    for (const n of [1, 2]) await tell(database, aStep(commune, codeOf(n), 1), aStep(commune, codeOf(n), 2));
    await bringAll(database);
    expect(await deliverAll()).to.have.length(4);
    await tell(database, aStep(commune, code, 3));
    const id = randomUUID();
    const at = new Date(Date.now() + 1_000);
    await database.db.transaction().execute(async (tx) => {
      const wish = { receiver: parseOrgCode(commune), from: new Date("2019-01-01T00:00:00Z"), to: at, perMinute: 600 };
      await draftReplay(tx, id, { ...wish, reason: "mất dữ liệu" }, "Lan", at);
      await decideReplay(tx, id, "start", { by: "Lan", reason: "mất dữ liệu", at });
    });
    await bringAll(database);
    // only the first dossier's commune ended: the second goes on being replayed where the same system serves both
    await dayComes(database);
    await night(database);
    const seen = await findReplay(database.db, id);
    expect(seen!.leftOut.map(({ reason, count }) => [reason, count])).to.deep.include(["agency-ended", 4]);
    expect(seen!.leftOut.find(({ reason }) => reason === "agency-ended")!.what.en).to.contain("ended");
    const listener = openListener({ url: database.url, log: silent, name: "test" });
    const replayer = startReplayer({
      ...{
        db: database.db,
        listener,
        log: silent,
        fallbackMs: 50,
        deliver: () => Promise.reject(new Error("nothing is sent")),
      },
    });
    await eventually("it is done", async () => (await findReplay(database.db, id))!.state === "done");
    await replayer.close();
    await listener.close();
    expect(await database.sql("select from hub.lane where replaying is not null")).to.deep.equal([]);
    expect((await laneOf(database, merged, code))[1]).to.equal(`2 moved 3 of ${commune} #3 on its way`);
  });

  it("evidence: one entry of its own for each, which verifies, and what it was made of can be shown", async () => {
    await aDossier();
    const told = await tell(database, aStep(commune, code, 1), aStep(commune, code, 2));
    await bringAll(database);
    await dayComes(database);
    await night(database);
    await chainAll(database);
    expect(
      await database.sql(
        `select kind, outcome, subject, from_org as from, to_org as to, ref from hub.evidence_record
         where kind = 'succeeded' order by seq`,
      ),
    ).to.deep.equal(
      told.map(({ messageId }) => ({
        ...{ kind: "succeeded", outcome: "waiting", subject: code, from: commune, to: merged, ref: messageId },
      })),
    );
    const { contents, changed } = await readContents(database.db, { subject: code });
    expect(changed).to.deep.equal([]);
    const [as] = await database.sql<{ id: string }>(
      "select message_id as id from hub.outbox where receiver = $1 and sequence = 2",
      [merged],
    );
    expect(contents.map(({ text }) => text)).to.include(
      `{"as": "${as!.id}", "by": "hub (hằng đêm)", "to": "H38.91", "basis": "H63.29.04 → H38.91", "ground": "stated", "effective": "2025-07-01"}`,
    );
    const file = await exported(database, { dossier: code });
    expect((await verifyEvidence(Buffer.from(file), {})).faults).to.deep.equal([]);
    const forged = file.replace(`"to":"${merged}"`, '"to":"H38.92"');
    expect(forged).not.to.equal(file);
    expect((await verifyEvidence(Buffer.from(forged), {})).faults.map(({ kind }) => kind)).to.include("altered");
  });

  it("two processes at once: each message goes once", async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      await aDossier(n);
      await tell(database, aStep(commune, codeOf(n), 1), aStep(commune, codeOf(n), 2));
    }
    await bringAll(database);
    await dayComes(database);
    await night(database, "2025-06-30T00:10:00+07:00"); // not before the day
    expect(await database.sql("select from hub.delivery_substitute")).to.deep.equal([]);
    const reports = await Promise.all(
      [1, 2, 3].map(() =>
        moveMessages(aWorld(database, dayOfReform), messagesInFlight, { by: "hub (hằng đêm)", all: true }),
      ),
    );
    expect(reports.reduce((sum, { messages }) => sum + messages, 0)).to.equal(10);
    expect(await database.sql("select from hub.outbox where receiver = $1", [merged])).to.have.length(10);
  });

  it("a lane that fails stops no other, and the fault is told", async () => {
    for (const n of [1, 2]) {
      await aDossier(n);
      await tell(database, aStep(commune, codeOf(n), 1));
    }
    await bringAll(database);
    await dayComes(database);
    await database.sql(
      `create function hub.fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
       create trigger fail before insert on hub.delivery_substitute for each row
         when (new.envelope ->> 'subject' = '${code}') execute function hub.fail()`,
    );
    const fault = await night(database).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(String(fault)).to.contain("no");
    expect(await counted(database, commune, code)).to.deep.include({ delivered: 0, succession: null });
    expect(await counted(database, commune, codeOf(2))).to.deep.include({ delivered: 1, succession: "moved" });
    await database.sql("drop trigger fail on hub.delivery_substitute");
    expect(await night(database)).to.deep.include({ lanes: 1, messages: 1 });
  });

  it("the timeline says moved and to whom; the old destination is not called acknowledged", async () => {
    await aDossier();
    await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    await dayComes(database);
    await night(database);
    const told = (await messagesOfDossier(database.db, code)).get("00000000-0000-4000-8000-000000000001");
    expect(told!.map(({ receiver, state, deliveredAt }) => [receiver, state, deliveredAt])).to.deep.equal([
      [commune, "moved", null],
      [merged, "announced", null],
    ]);
    expect(told![0]!.receipt).to.deep.equal({ channel: "succession", movedTo: merged, movedAs: told![1]!.messageId });
    expect(
      (await syncOfDossier(database.db, code)).map(({ destination, state, delivered: n }) => [destination, state, n]),
    ).to.deep.equal([
      [merged, "pending", 0],
      [commune, "moved", 0],
    ]);
  });

  it("digests do not ask ended agencies, nor compare what is still said of them", async () => {
    await database.sql("insert into hub.partner_unit (organisation_code, partner_id) values ('H38.92', 'xa-cu')");
    await database.sql("insert into hub.digest_asked (partner_id, by) values ('xa-cu', 'Lan'), ('xa-ben', 'Lan')");
    await tell(database, aStep(commune, code, 1));
    await bringAll(database);
    await deliverAll();
    await dayComes(database);
    const asked: unknown[] = [];
    const result = await exchangeDigests(
      {
        ...{ db: database.db, log: silent, newId: randomUUID },
        ask: (_, event) => {
          asked.push((event["data"] as { receivers?: unknown }).receivers);
          const items = [{ receiver: commune, dossier: code, sequence: 9, state: "processing" }];
          return Promise.resolve({ ok: true, body: { takenAt: "2026-11-21T18:00:00Z", items } });
        },
      },
      new Date("2026-11-22T01:30:00+07:00"),
    );
    expect(asked[0]).to.deep.equal(["H38.92"]);
    expect(result.map((one) => [one.partner, one.ok && one.report.differences])).to.deep.equal([["xa-cu", []]]);
  });
});
