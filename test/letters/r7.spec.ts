import { expect } from "chai";
import { sql as raw } from "kysely";
import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import { decideTask } from "../../core/service/letter-decide.ts";
import type { Answer } from "../support/gateway.ts";
import {
  commune,
  department,
  interior,
  openLetterWorld,
  organOf,
  type LetterTestWorld,
} from "../support/letter-world.ts";

const numbered = (number: string) => `${organOf(department)},2026/11/20,${number}/SXD-VP`;
const documentId = numbered("45");
const later = numbered("46");

/** Recalled, updated, replaced (NĐ 30 art. 18): over the axis' stand-in, to a legacy system and to another agency of the hub. */
describe("letters of ours: where updates, recalls and operators meet", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  let code: string;
  before(async () => {
    world = await openLetterWorld();
    // a hop of nobody is none that we write
    world.axis.quirks.addsTrace = false;
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    code = await world.consulting();
  });

  const paper = async (words: string) => {
    const { sha256, size } = await world.upload(department, practicePdf(words));
    return { sha256, name: `${words}.pdf`, mediaType: "application/pdf", size, kind: "other" };
  };
  const body = async (but: object = {}) => ({
    ...{ number: "45", notation: "SXD-VP", issued: "2026-11-20", subject: "V/v phối hợp xác minh" },
    ...{ signer: { position: "Giám đốc", fullName: "Lê Văn Thử" }, files: [await paper("công văn")], ...but },
  });
  const toInterior = [{ organ: organOf(interior), name: "Sở Nội vụ" }];
  const toCommune = { organ: organOf(commune), name: "UBND xã Mẫu" };
  const post = async (path: string, request: object) => world.post(department, path, request);
  const done = async (answer: Promise<Answer>) => {
    const { status, body: said } = await answer;
    expect(status, JSON.stringify(said)).to.equal(201);
    return said;
  };
  const send = async (but: object = {}) =>
    done(post(`/v1/dossiers/${code}/letters`, { ...(await body()), purpose: "other", to: toInterior, ...but }));
  /** Sent, received and answered by the legacy system. */
  const sent = async (but: object = {}) => {
    await send(but);
    await round();
  };
  /** Out, to the legacy system, and its answers back. */
  const round = async () => {
    await world.work();
    world.legacy.turn();
    world.minutesLater(1);
    await world.work();
    world.minutesLater(1);
  };
  const recall = (but: object = {}, id = "1") => post(`/v1/letters/${id}/recall`, { reason: "Sai số liệu", ...but });
  const update = (but: object = {}, id = "1") => post(`/v1/letters/${id}/update`, { reason: "Sửa số liệu", ...but });
  const replace = async (but: object = {}, id = "1") =>
    post(`/v1/letters/${id}/replacement`, {
      ...(await body({ number: "46", files: [await paper("thay thế")] })),
      ...{ reason: "Sai căn cứ", ...but },
    });
  const read = async (id = "1") => (await world.get(department, `/v1/letters/${id}`)).body;
  const there = (id = documentId) => world.legacy.letters.get(id);
  const names = async () =>
    (await world.get(department, `/v1/dossiers/${code}`)).body.files.map(({ name }: { name: string }) => name);
  const decide = async (what: "again" | "there" | "drop", more = "") => {
    const [task] = await world.sql<{ id: string }>(`select id from letter_task where state = 'forPerson' ${more}`);
    const who = { by: "vh-1", reason: "Đã hỏi nơi nhận", at: world.now() };
    expect(await decideTask(world.gateway.database.db, BigInt(task?.id ?? 0), what, who)).to.equal(true);
  };
  const notTaken = async () => {
    world.axis.failNext("sendEdoc", "fail");
    await world.work();
  };
  const standing = async (id = "1") =>
    (await read(id)).addressees.map((one: { organ: string; state: string; recall: { answer: string } | null }) => [
      one.organ,
      one.state,
      one.recall?.answer ?? null,
    ]);
  const atCommune = async () => (await world.get(commune, "/v1/letters?side=in")).body.letters;

  it("F1 who gave a letter back is not asked back because an update to it was called off", async () => {
    world.legacy.habits.onLetter = "refuse";
    await sent({ to: [...toInterior, toCommune] });
    expect(await standing()).to.deep.equal([
      [organOf(interior), "refused", null],
      [organOf(commune), "sent", null],
    ]);
    await done(update({ subject: "Mới" }));
    await done(recall());
    expect(await standing()).to.deep.equal([
      [organOf(interior), "refused", null],
      [organOf(commune), "sent", "open"],
    ]);
  });

  it("F1b an update that an operator drops leaves who gave the letter back as it stood", async () => {
    world.legacy.habits.onLetter = "refuse";
    await sent();
    await done(update({ subject: "Mới" }));
    await notTaken();
    await decide("drop");
    expect((await standing())[0][1]).to.equal("refused");
  });

  it("F2 a letter that one refused and all others gave back is recalled, and its papers leave the dossier", async () => {
    world.legacy.habits.onLetter = "refuse";
    await sent({ to: [...toInterior, toCommune] });
    await done(recall());
    await round();
    const [came] = await atCommune();
    const answered = await world.post(commune, `/v1/letters/${came.id as string}/recall`, { answer: "agree" });
    expect(answered.status, JSON.stringify(answered.body)).to.equal(201);
    await round();
    await round();
    expect((await standing()).map(([, state]: [string, string]) => state)).to.deep.equal(["refused", "recalled"]);
    expect(await read()).to.include({ state: "recalled" });
    expect(await names()).to.deep.equal([]);
  });

  it("F7 an update that waited for an operator does not go to who gave the letter back meanwhile", async () => {
    await sent({ to: [...toInterior, toCommune] });
    await done(update({ subject: "Mới" }));
    await notTaken();
    await done(recall({ organs: [organOf(interior)] }));
    await round();
    expect((await standing())[0].slice(1)).to.deep.equal(["recalled", "agreed"]);
    await decide("again");
    await world.work();
    const to = world.axis.items.filter(({ kind }) => kind === "edoc").map((one) => one.to);
    expect(to).to.deep.equal([organOf(interior), organOf(commune), organOf(commune)]);
  });

  it("F8 who was added and, as an operator said, does not get the letter is asked nothing", async () => {
    await sent();
    await done(update({ add: [toCommune] }));
    // the update itself went well
    await world.sql(
      "update letter_task set state = 'done', next_at = null, ended_at = now() where business = 'update'",
    );
    await notTaken();
    await decide("drop");
    await done(recall());
    expect((await standing()).find(([organ]: [string]) => organ === organOf(commune))?.[2]).to.equal(null);
    await round();
    await round();
    expect(await read()).to.include({ state: "recalled" });
  });

  /** As on an axis that cannot be asked for what it has of us (the REST face). */
  const lostForAPerson = async () => {
    Object.assign(world.client, { canAskSent: false });
    try {
      world.axis.failNext("sendEdoc", "silentBefore");
      await world.work();
      world.minutesLater(20);
      await world.work();
    } finally {
      Object.assign(world.client, { canAskSent: true });
    }
    expect(await world.sql("select from letter_task where state = 'forPerson'")).to.have.length(1);
  };

  it("F9 a replacement that is taken back while it waits for an operator does not go out after its recall", async () => {
    await sent();
    await done(replace());
    await lostForAPerson();
    await done(recall({}, "2"));
    await world.work();
    // it never arrived: whoever says so by habit as "again" must not bring back what an officer took back
    await decide("again").catch(() => undefined);
    await round();
    expect([(await read()).state, there(later)?.times ?? 0]).to.deep.equal(["sent", 0]);
  });

  it("F10 an officer's recall and an operator's word about the same letter at once do both end", async () => {
    await sent();
    await done(update({ subject: "Mới" }));
    await notTaken();
    const { db } = world.gateway.database;
    const waiting = async (n: number) => {
      for (;;) {
        const [row] = await world.sql<{ n: number }>(
          "select count(*)::integer as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        if ((row?.n ?? 0) >= n) return;
      }
    };
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let locked: () => void = () => undefined;
    const isLocked = new Promise<void>((resolve) => (locked = resolve));
    const holder = db.transaction().execute(async (tx) => {
      await raw`select from letter where id = 1 for update`.execute(tx);
      locked();
      await held;
    });
    await isLocked;
    const asked = recall();
    await waiting(1);
    const decided = decide("again").then(
      () => "done",
      (error: unknown) => String(error),
    );
    await waiting(2);
    release();
    await holder;
    const { status, body: said } = await asked;
    expect([status, await decided], JSON.stringify(said)).to.deep.equal([201, "done"]);
  });

  it("F13 a letter that never arrived, and was asked back while it waited for an operator, can still be settled", async () => {
    await send();
    await lostForAPerson();
    await done(recall());
    await world.work();
    const { state, owed, addressees } = await read();
    // today: queued, nothing to decide, asked back from who never had it, its number taken
    expect([state, addressees[0].recall?.answer ?? null], JSON.stringify(owed)).not.to.deep.equal(["queued", "open"]);
  });

  it("F14 a replacement that failed, and was given up for an update of the old letter, does not leave by an operator's retry", async () => {
    await sent();
    await done(replace());
    await notTaken();
    expect(await read("2")).to.include({ state: "failed" });
    await done(update({ subject: "Sửa thay vì thay thế" }));
    await decide("again", "and business = 'replace'");
    await round();
    await round();
    expect(there()?.times, "the update").to.equal(2);
    expect([(await read()).state, there(later)?.times ?? 0]).to.deep.equal(["sent", 0]);
  });
});
