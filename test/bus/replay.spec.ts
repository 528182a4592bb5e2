import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { claimDue } from "../../bus/claim.ts";
import { startDeliveryWorker } from "../../bus/lanes.ts";
import { readContents } from "../../bus/evidence/contents.ts";
import { acknowledge } from "../../bus/inbox.ts";
import type { Deliver, Outcome } from "../../bus/outcome.ts";
import { decideReplay, type ReplayDecision } from "../../bus/replay/decide.ts";
import { draftReplay, type ReplayWish } from "../../bus/replay/draft.ts";
import { findReplay } from "../../bus/replay/read.ts";
import { startReplayer } from "../../bus/replay/replayer.ts";
import { withdraw } from "../../bus/substitute.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { openListener, type Listener } from "../../platform/listen.ts";
import { aPartner, anAnnouncement, bringAll, commune, district, silent, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { chainAll } from "../support/evidence.ts";

const delivered: Outcome = { kind: "delivered", detail: "HTTP 204", receipt: { channel: "webhook", status: 204 } };
const away: Outcome = { kind: "retry", detail: "HTTP 503" };
const refused: Outcome = { kind: "refused", detail: "HTTP 422" };
const dossierNo = (n: number) => parseDossierCode(`H63.29.04-190312-${String(n).padStart(4, "0")}`);
const decision = { by: "Lan", reason: "khôi phục dữ liệu", at: new Date("2026-11-21T03:00:00Z") };

describe("a replay", () => {
  let database: TestDatabase;
  let listener: Listener;
  const closings: (() => Promise<unknown>)[] = [];
  /** What came to the unit: dossier, sequence, and "again" when a replay brought it. */
  let came: string[] = [];
  let answer: (line: string) => Outcome | Promise<Outcome> = () => delivered;
  const deliver: Deliver = async (_, { subject, sequence, envelope }) => {
    const line = `${subject.slice(-4)}#${sequence}${envelope["replay"] === undefined ? "" : " again"}`;
    came.push(line);
    return await answer(line);
  };

  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    listener = openListener({ url: database.url, log: silent, name: "test" });
    await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/webhook" });
    came = [];
    answer = () => delivered;
    const worker = startDeliveryWorker({
      ...{ db: database.db, listener, deliver, log: silent, fallbackMs: 100, random: () => 0 },
    });
    closings.push(() => worker.close());
  });
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
    await listener.close();
    await database.drop();
  });

  const startSending = () => {
    const replayer = startReplayer({
      ...{ db: database.db, listener, deliver, log: silent, fallbackMs: 50, random: () => 0 },
    });
    closings.unshift(() => replayer.close());
  };
  /** So many messages about each dossier, all of them delivered. */
  const history = async (dossiers: number, each: number) => {
    const ids: string[] = [];
    for (let n = 1; n <= dossiers; n += 1)
      for (let i = 0; i < each; i += 1)
        ids.push((await tell(database, anAnnouncement({ subject: dossierNo(n) })))[0]!.messageId);
    await bringAll(database);
    await eventually("delivered", async () => (await countOpen()) === 0);
    came = [];
    return ids;
  };
  const countOpen = async () =>
    (await database.sql<{ n: number }>("select count(*)::int as n from hub.delivery where state <> 'delivered'"))[0]!.n;
  const draft = async (but: Partial<ReplayWish> = {}) => {
    const id = randomUUID();
    const now = new Date(Date.now() + 1_000);
    const wish = {
      ...{ receiver: district, from: new Date("2019-01-01T00:00:00Z"), to: now, perMinute: 600 },
      reason: decision.reason,
      ...but,
    };
    const drafted = await database.db.transaction().execute((tx) => draftReplay(tx, id, wish, "Lan", now));
    return drafted.ok ? id : drafted.code;
  };
  const decide = async (id: string, what: ReplayDecision) => {
    const decided = await database.db.transaction().execute((tx) => decideReplay(tx, id, what, decision));
    return decided.ok ? "done" : decided.code;
  };
  const look = async (id: string) => (await findReplay(database.db, id))!;
  const ended = (id: string) => eventually("ended", async () => (await look(id)).endedAt !== null);
  /** Lets the pace of the replay pass. */
  const hurry = () =>
    database.sql("update hub.replay set next_at = now() where state = 'running' and waits_for is null");

  it("is first a preview: how many, in which lanes, what the unit has, how long; nothing is sent", async () => {
    await history(2, 3);
    startSending();
    const id = await draft({ perMinute: 30 });
    const seen = await look(id);
    expect(seen).to.deep.include({
      ...{ state: "draft", receiver: "H63.29", partnerId: "huyen", by: "Lan", reason: "khôi phục dữ liệu" },
      ...{ messages: 6, lanes: 2, alreadyHas: 6, perMinute: 30, estimatedSeconds: 12, leftOut: [], startedAt: null },
      counts: { pending: 6, sent: 0, failed: 0, left: 0 },
    });
    expect(seen.firstLanes).to.deep.equal([
      { subject: dossierNo(1), messages: 3, first: 1, last: 3, behind: 0 },
      { subject: dossierNo(2), messages: 3, first: 1, last: 3, behind: 0 },
    ]);
    expect(came).to.deep.equal([]);
  });

  it("sends lane by lane, in order, with the same ids and its own in `replay`; receipts stay, attempts are on record", async () => {
    const ids = await history(2, 2);
    const receipts = "select message_id, delivered_at, receipt, state from hub.delivery order by message_id";
    const before = await database.sql(receipts);
    const id = await draft();
    expect(await decide(id, "start")).to.equal("done");
    startSending();
    await ended(id);
    expect(came).to.deep.equal(["0001#1 again", "0001#2 again", "0002#1 again", "0002#2 again"]);
    expect(await database.sql(receipts)).to.deep.equal(before);
    expect(
      await database.sql("select message_id, attempt, outcome from hub.delivery_attempt where replay_id = $1", [id]),
    ).to.have.deep.members(ids.map((message_id) => ({ message_id, attempt: 2, outcome: "delivered" })));
    const seen = await look(id);
    expect(seen).to.deep.include({ state: "done", counts: { pending: 0, sent: 4, failed: 0, left: 0 } });
    expect(seen.changes.map(({ change, by }) => [change, by])).to.deep.equal([
      ["started", "Lan"],
      ["done", "hub"],
    ]);
    await chainAll(database);
    expect(
      await database.sql(
        "select outcome, to_org as to, ref from hub.evidence_record where kind = 'replay' order by seq",
      ),
    ).to.deep.equal([
      { outcome: "started", to: "H63.29", ref: id },
      { outcome: "done", to: "H63.29", ref: id },
    ]);
    // what its digests were made of can be shown
    const { contents, changed } = await readContents(database.db, { first: 1, last: 1_000 });
    expect(changed).to.deep.equal([]);
    expect(contents.map(({ text }) => text)).to.include('{"by": "Lan", "reason": "khôi phục dữ liệu"}');
    expect(await database.sql("select from hub.lane where replaying is not null")).to.deep.equal([]);
  });

  it("never lets a live message between the old ones of its lane; other lanes flow meanwhile", async () => {
    await history(1, 3);
    let goOn: (() => void) | undefined;
    answer = (line) =>
      line === "0001#2 again" ? new Promise((resolve) => (goOn = () => resolve(delivered))) : delivered;
    const id = await draft();
    await decide(id, "start");
    startSending();
    await eventually("the second is on its way", () => goOn);
    await tell(database, anAnnouncement({ subject: dossierNo(1) }), anAnnouncement({ subject: dossierNo(2) }));
    await bringAll(database);
    await eventually("the other lane's came", () => came.includes("0002#1"));
    expect(came).to.deep.equal(["0001#1 again", "0001#2 again", "0002#1"]);
    goOn?.();
    await ended(id);
    await eventually("live goes on", async () => (await countOpen()) === 0);
    expect(came.slice(3)).to.deep.equal(["0001#3 again", "0001#4"]);
  });

  it("keeps a live message behind in every lane it has yet to send, and takes that lane next", async () => {
    await history(3, 2);
    let goOn: (() => void) | undefined;
    answer = (line) =>
      line === "0001#1 again" ? new Promise((resolve) => (goOn = () => resolve(delivered))) : delivered;
    const id = await draft();
    await decide(id, "start");
    startSending();
    await eventually("the first is on its way", () => goOn);
    await tell(database, anAnnouncement({ subject: dossierNo(3) }));
    await bringAll(database);
    expect(await claimDue(database.db, 10, 1_000)).to.deep.equal([]);
    goOn?.();
    await ended(id);
    await eventually("live goes on", async () => (await countOpen()) === 0);
    expect(came.filter((line) => line.startsWith("0003"))).to.deep.equal(["0003#1 again", "0003#2 again", "0003#3"]);
    expect(came.filter((line) => line.endsWith("again")).map((line) => line.slice(3, 6))).to.deep.equal([
      ...["1#1", "1#2", "3#1", "3#2", "2#1", "2#2"],
    ]);
  });

  it("waits for a live call of the lane that is on its way", async () => {
    await history(1, 2);
    let goOn: (() => void) | undefined;
    answer = (line) => (line === "0001#3" ? new Promise((resolve) => (goOn = () => resolve(delivered))) : delivered);
    await tell(database, anAnnouncement({ subject: dossierNo(1) }));
    await bringAll(database);
    await eventually("a live call", () => goOn);
    const id = await draft();
    await decide(id, "start");
    startSending();
    await eventually("it waits", async () => (await look(id)).waitsFor === "lane-busy");
    expect(came).to.deep.equal(["0001#3"]);
    goOn?.();
    await ended(id);
    expect(came).to.deep.equal(["0001#3", "0001#1 again", "0001#2 again"]);
  });

  it("leaves out, with the reason, what a later policy did not mean; what took a message's place goes instead", async () => {
    const [erased, withdrawn, other, early, fine] = await history(5, 1);
    await database.sql("update hub.delivery set salt = null where message_id = $1", [erased]);
    await database.sql("update hub.delivery set partner_id = 'xa' where message_id = $1", [other]);
    await database.sql("update hub.delivery set delivered_at = now() - interval '2 days' where message_id = $1", [
      early,
    ]);
    // parked, withdrawn by a person, and the word of it delivered
    await database.sql(
      "update hub.delivery set state = 'parked', parked_fault = 'not-accepted' where message_id = $1",
      [withdrawn],
    );
    await database.db.transaction().execute((tx) => withdraw(tx, withdrawn!, decision));
    await database.sql("update hub.delivery set state = 'delivered', delivered_at = now() where message_id = $1", [
      withdrawn,
    ]);
    // one that is parked now, and one behind it
    answer = (line) => (line === "0006#1" ? refused : delivered);
    await tell(database, anAnnouncement({ subject: dossierNo(6) }), anAnnouncement({ subject: dossierNo(6) }));
    await bringAll(database);
    await eventually("parked", async () => (await database.sql("select from hub.delivery where state = 'parked'"))[0]);
    const id = await draft();
    const seen = await look(id);
    const reasons = (of: typeof seen) =>
      of.leftOut.map(({ reason, count, messages }) => [reason, count, messages[0]?.sequence]);
    expect(reasons(seen)).to.deep.equal([
      ["before-webhook", 1, 1],
      ["erased", 1, 1],
      ["other-partner", 1, 1],
      ["parked", 1, 1],
      ["waiting", 1, 2],
      ["withdrawn", 1, 1],
    ]);
    expect(seen.leftOut.find(({ reason }) => reason === "erased")!.messages[0]!.messageId).to.equal(erased);
    expect(seen).to.deep.include({ messages: 2, alreadyHas: 2, counts: { pending: 2, sent: 0, failed: 0, left: 5 } });
    came = [];
    const types: unknown[] = [];
    answer = () => delivered;
    const listening = startReplayer({
      ...{ db: database.db, listener, log: silent, fallbackMs: 50 },
      deliver: (_, { messageId, envelope }) => {
        types.push([messageId === fine, (envelope["type"] as string).split(".").at(-2), envelope["replay"] === id]);
        return Promise.resolve(delivered);
      },
    });
    closings.unshift(() => listening.close());
    await decide(id, "start");
    await ended(id);
    expect(types).to.deep.equal([
      [false, "message-withdrawn", true],
      [true, "handed-over", true],
    ]);
  });

  it("leaves out what was erased, or went to another partner, after the choice was made", async () => {
    const [first] = await history(2, 1);
    const id = await draft();
    await database.sql("update hub.delivery set salt = null where message_id = $1", [first]);
    await database.sql("insert into hub.partner (id, name, secret_sha256) values ('khac', 'khac', 'x')");
    await database.sql("update hub.partner_unit set partner_id = 'khac'");
    await decide(id, "start");
    startSending();
    await ended(id);
    expect(came).to.deep.equal([]);
    expect((await look(id)).leftOut.map(({ reason, count }) => [reason, count])).to.deep.equal([
      ["erased", 1],
      ["other-partner", 1],
    ]);
  });

  it("is frozen when it is drafted: what comes later is never part of it, nor what a choice does not name", async () => {
    await history(2, 2);
    const all = await draft();
    const one = await draft({ dossier: dossierNo(2) });
    const none = await draft({ type: "vn.lienthong.dossier.concluded.v1" });
    const early = await draft({ to: new Date("2019-02-01T00:00:00Z") });
    await history(1, 1);
    expect((await look(all)).messages).to.equal(4);
    expect((await look(one)).firstLanes.map(({ subject, messages }) => [subject, messages])).to.deep.equal([
      [dossierNo(2), 2],
    ]);
    expect([(await look(none)).messages, (await look(early)).messages]).to.deep.equal([0, 0]);
    expect(await decide(none, "start")).to.equal("replay-empty");
  });

  it("is refused where it cannot be meant", async () => {
    const now = new Date();
    expect(await draft({ from: now, to: now })).to.equal("replay-period-wrong");
    expect(await draft({ to: new Date(now.getTime() + 86_400_000) })).to.equal("replay-period-wrong");
    expect(await draft({ receiver: commune })).to.equal("replay-without-webhook");
    await aPartner(database, "xa", { serves: [commune] });
    expect(await draft({ receiver: commune })).to.equal("replay-without-webhook");
    await database.sql(
      `insert into hub.outbox (message_id, receiver, subject, sequence, event_id, envelope)
       select gen_random_uuid(), 'H63.29', 'H63.29.04-190312-0001', n, gen_random_uuid(), '{}' from generate_series(1, 10001) n`,
    );
    expect(await draft()).to.equal("replay-too-large");
    expect(await decide(randomUUID(), "start")).to.equal("replay-unknown");
  });

  it("is one at a time for a receiver, also when two are started at one moment", async () => {
    await history(1, 1);
    const [a, b] = [await draft(), await draft()];
    expect((await Promise.all([decide(a, "start"), decide(b, "start")])).sort()).to.deep.equal([
      "done",
      "replay-running",
    ]);
  });

  it("stops at once when it is paused or aborted, lets the lane's live messages go, and goes on where it was", async () => {
    await history(1, 4);
    let goOn: (() => void) | undefined;
    answer = (line) =>
      line === "0001#2 again" ? new Promise((resolve) => (goOn = () => resolve(delivered))) : delivered;
    const id = await draft();
    await decide(id, "start");
    startSending();
    await eventually("the second is on its way", () => goOn);
    await tell(database, anAnnouncement({ subject: dossierNo(1) }));
    await bringAll(database);
    expect(await decide(id, "pause")).to.equal("done");
    expect(await decide(id, "pause")).to.equal("replay-state-wrong");
    // not before the call that is on its way has ended
    expect(came).to.deep.equal(["0001#1 again", "0001#2 again"]);
    goOn?.();
    await eventually("live goes on", async () => (await countOpen()) === 0);
    expect(came).to.deep.equal(["0001#1 again", "0001#2 again", "0001#5"]);
    await decide(id, "start");
    await eventually("it goes on", () => came.length === 4);
    await decide(id, "abort");
    await eventually("the lane is free", async () => {
      return (await database.sql("select from hub.lane where replaying is not null")).length === 0;
    });
    const { state, counts, changes } = await look(id);
    expect([state, counts.sent >= 3, came[3]]).to.deep.equal(["aborted", true, "0001#3 again"]);
    expect(changes.map(({ change }) => change)).to.deep.equal(["started", "paused", "resumed", "aborted"]);
    expect(await decide(id, "start")).to.equal("replay-state-wrong");
  });

  it("keeps its own pace, below what the unit may be called", async () => {
    await history(1, 3);
    await database.sql("update hub.subscription set per_minute = 10");
    const id = await draft({ perMinute: 600 });
    expect(await look(id)).to.include({ perMinute: 5, estimatedSeconds: 36 });
    await decide(id, "start");
    startSending();
    await eventually("the first", async () => (await look(id)).counts.sent === 1);
    const [row] = await database.sql<{ pause: number }>(
      "select extract(epoch from next_at - sent_at)::float8 as pause from hub.replay",
    );
    expect(row!.pause).to.equal(12);
    await hurry();
    await eventually("the second", async () => (await look(id)).counts.sent === 2);
  });

  it("counts among the calls at a time that the unit allows", async () => {
    await history(1, 1);
    await database.sql("update hub.subscription set concurrency = 1");
    let goOn: (() => void) | undefined;
    answer = (line) =>
      line === "0001#1 again" ? new Promise((resolve) => (goOn = () => resolve(delivered))) : delivered;
    const id = await draft();
    await decide(id, "start");
    startSending();
    await eventually("on its way", () => goOn);
    await tell(database, anAnnouncement({ subject: dossierNo(2) }));
    await bringAll(database);
    expect(await claimDue(database.db, 10, 1_000)).to.deep.equal([]);
    expect(came).to.deep.equal(["0001#1 again"]);
    goOn?.();
    await eventually("live goes on", () => came.includes("0002#1"));
  });

  it("a message the unit does not take ends the replay of its lane, not of the others", async () => {
    await history(2, 3);
    answer = (line) => (line === "0001#2 again" ? refused : delivered);
    const id = await draft();
    await decide(id, "start");
    startSending();
    await ended(id);
    expect(came).to.deep.equal(["0001#1 again", "0001#2 again", "0002#1 again", "0002#2 again", "0002#3 again"]);
    const { counts, failed, leftOut } = await look(id);
    expect(counts).to.deep.equal({ pending: 0, sent: 4, failed: 1, left: 1 });
    expect(failed.map(({ subject, sequence, reason }) => [subject, sequence, reason])).to.deep.equal([
      [dossierNo(1), 2, "not-accepted"],
    ]);
    expect(leftOut.map(({ reason, messages }) => [reason, messages[0]!.sequence])).to.deep.equal([["lane-stopped", 3]]);
    expect(await countOpen()).to.equal(0); // nothing is parked by a replay
  });

  it("waits while the unit is down, probes by itself, and loses nothing", async () => {
    await history(1, 2);
    let isDown = true;
    answer = () => (isDown ? away : delivered);
    const id = await draft();
    await decide(id, "start");
    startSending();
    const pass = () =>
      database.sql("update hub.replay set next_at = now() where state = 'running' and next_at > now()");
    await eventually("its circuit opens", async () => {
      await pass();
      return (await database.sql("select from hub.partner_flow where opened_at is not null"))[0];
    });
    await eventually("it waits", async () => (await look(id)).waitsFor === "partner-down");
    expect((await look(id)).counts).to.deep.equal({ pending: 2, sent: 0, failed: 0, left: 0 });
    isDown = false;
    await database.sql("update hub.partner_flow set probe_at = now()");
    await eventually("done", async () => {
      await pass();
      return (await look(id)).endedAt !== null;
    });
    expect((await look(id)).counts.sent).to.equal(2);
    expect(await database.sql("select event from hub.outage_alert order by event")).to.deep.equal([
      { event: "closed" },
      { event: "opened" },
    ]);
  });

  it("a unit that pulled before it had a webhook gets nothing of that time", async () => {
    await aPartner(database, "xa", { serves: [commune] });
    const [told] = await tell(database, anAnnouncement({ receiver: commune }));
    await bringAll(database);
    await database.db.transaction().execute((tx) => acknowledge(tx, "xa", told!.messageId, new Date()));
    await database.sql(
      "update hub.subscription set channel = 'webhook', url = 'https://xa.example/' where partner_id = 'xa'",
    );
    const id = await draft({ receiver: commune });
    expect((await look(id)).leftOut.map(({ reason, count }) => [reason, count])).to.deep.equal([["before-webhook", 1]]);
    // another address is no new beginning
    await database.sql("update hub.delivery set delivered_at = now() where message_id = $1", [told!.messageId]);
    await database.sql("update hub.subscription set url = 'https://xa2.example/' where partner_id = 'xa'");
    expect((await look(await draft({ receiver: commune }))).messages).to.equal(1);
  });
});
