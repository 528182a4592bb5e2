import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { expect } from "chai";
import { askAgencies } from "../../adapters/edoc/agencies.ts";
import { ownUnitsOf } from "../../adapters/edoc/work.ts";
import type { ArrivingLetter } from "../../core/domain/letter/arriving.ts";
import { applyParked } from "../../core/service/letter-decide.ts";
import { claimTask, keepMessage, takeArriving } from "../../core/service/letter-work.ts";
import { acting, aLetter, aStatus } from "../support/letters.ts";
import { sql as raw } from "kysely";
import { practicePdf, startLegacy } from "../../adapters/edoc/stand-in/legacy.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
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
  const replace = async (but: object = {}, id = "1") =>
    post(`/v1/letters/${id}/replacement`, {
      ...(await body({ number: "46", files: [await paper("thay thế")] })),
      ...{ reason: "Sai căn cứ", ...but },
    });
  const read = async (id = "1") => (await world.get(department, `/v1/letters/${id}`)).body;

  it("F6 words of a letter that was erased do not come back with an update of it", async () => {
    const id = world.legacy.send({
      to: [organOf(department)],
      documentId: "vb-1",
      referenceCodes: code,
      subject: "VetTich",
    });
    await world.work();
    const { db, sql } = world.gateway.database;
    await sql("update dossier set state = 'resultReturned'");
    await db.transaction().execute(async (tx) => {
      await raw`set local role hub_owner`.execute(tx);
      return eraseDossierWords(tx, parseDossierCode(code));
    });
    world.legacy.send({ to: [organOf(department)], documentId: id, referenceCodes: code, subject: "Sửa VetTich" });
    const item = world.axis.items.at(-1);
    const bytes = String(item?.bytes).replace(
      "<edXML:BussinessDocType>0<",
      "<edXML:DocumentId>vb-1</edXML:DocumentId><edXML:BussinessDocType>2<",
    );
    Object.assign(item ?? {}, { bytes: Buffer.from(bytes) });
    await world.work();
    const [letter] = await sql("select subject, dossier_id is not null as of_dossier from letter where id = 1");
    expect(letter).to.deep.equal({ subject: null, of_dossier: true });
    expect(await sql("select from dossier_file")).to.deep.equal([]);
  });

  it("F12 why an item was read again is erased with the dossier where it was a state of its letter, too", async () => {
    await sent();
    const [item] = await world.sql("select item_id from letter_status where direction = 'in' limit 1");
    await world.sql(
      "insert into letter_item_decision (item_id, what, by, reason, at) values ($1, 'again', 'vh-1', 'hỏi ông VetTich', now())",
      [item?.["item_id"]],
    );
    const { db, sql } = world.gateway.database;
    await sql("update dossier set state = 'resultReturned'");
    await db.transaction().execute(async (tx) => {
      await raw`set local role hub_owner`.execute(tx);
      return eraseDossierWords(tx, parseDossierCode(code));
    });
    const [decision] = await sql("select reason from letter_item_decision order by id desc limit 1");
    expect(decision?.["reason"]).not.to.contain("VetTich");
  });

  it("F15 of a letter that was erased while it was written no message is kept", async () => {
    await send({ subject: "VetTich" });
    const content = await world.upload(department, practicePdf("bytes that say VetTich"));
    const claimed = await claimTask(world.worker.world, "practice", 60_000);
    if (!claimed) throw new Error("nothing is due");
    const { db, sql } = world.gateway.database;
    await sql("update dossier set state = 'resultReturned'");
    await db.transaction().execute(async (tx) => {
      await raw`set local role hub_owner`.execute(tx);
      return eraseDossierWords(tx, parseDossierCode(code));
    });
    await keepMessage(world.worker.world, claimed.task, content).catch(() => undefined);
    expect(await sql("select message_sha256 from letter_task where kind = 'send'")).to.deep.equal([
      { message_sha256: null },
    ]);
  });

  it("F5 the opinion that came from the agency under another of its identifiers is offered", async () => {
    world.axis.agencies.length = 0;
    world.axis.agencies.push({ code: "H38.77", oldCode: interior, name: "giả lập" });
    await askAgencies(world.worker, world.client, new AbortController().signal);
    const renamed = startLegacy(world.axis, { organId: "000.00.77.H38", name: "Sở Nội vụ tỉnh Mẫu", now: world.now });
    renamed.send({ to: [organOf(department)], referenceCodes: code });
    await world.work();
    const letter = await read();
    expect(letter.dossier).to.equal(code);
    expect(letter.offer).to.deep.include({ step: "recordOpinion" });
    world.axis.agencies.length = 0;
  });

  it("F11 an update that takes us off under another of our names is a recall, also where an operator carries it out", async () => {
    world.axis.agencies.length = 0;
    world.axis.agencies.push({ code: commune, oldCode: "H38.88", name: "giả lập" });
    await askAgencies(world.worker, world.client, new AbortController().signal);
    const { folder, database } = world.gateway;
    const enter = async (message: ArrivingLetter, at: number, axisFrom: string | null) => {
      const content = Buffer.from(`raw ${at}`);
      const sha256 = createHash("sha256").update(content).digest("hex");
      await folder.append(`test ${at}`, 0, Readable.from([content]), () => undefined);
      await folder.keep(`test ${at}`, sha256);
      const [item] = await world.sql<{ id: string }>(
        "insert into letter_item (account, message_type, axis_id, axis_from) values ('practice', 'edoc', $1, $2) returning id",
        [`r7-${at}`, axisFrom],
      );
      const fetched = {
        item: BigInt(item?.id ?? 0),
        raw: { sha256, size: content.length },
        ownUnits: ownUnitsOf(world.client),
      };
      return takeArriving(world.worker.world, fetched, message, []);
    };
    const to = [{ id: organOf(commune), name: null }];
    const original = aLetter({ to });
    const removal = aLetter({
      to,
      subject: "Khác",
      business: acting("update", {
        documentId: original.documentId,
        receivers: [{ organ: "000.00.88.H38", change: "removed" }],
      }),
    });
    expect(await enter(original, 1, null)).to.equal("stored");
    expect(await enter(removal, 2, "nen-tang.tinh")).to.equal("parked");
    expect(await world.sql("select kind from letter_parked")).to.deep.equal([{ kind: "recall" }]);
    const who = { by: "vh-1", reason: "đã hỏi", at: world.now() };
    expect(await applyParked({ ...world.worker.world, db: database.db }, { parked: 1n, letter: 1n }, who)).to.equal(
      "done",
    );
    const letter = (await world.get(commune, "/v1/letters/1")).body;
    expect([letter.version, letter.isRecallAsked]).to.deep.equal([1, true]);
    world.axis.agencies.length = 0;
  });

  it("F16 what an operator carries out twice, under two lines, says that it does nothing", async () => {
    await sent();
    const [kept] = await world.sql("select digest, said_at from letter_status where code = '03'");
    const status = aStatus({ code: "03", about: { organ: organOf(department), documentId, code: null, year: null } });
    await world.sql(
      `insert into letter_parked (account, kind, why, from_key, document_id, digest, said, came_at)
       values ('practice', 'status', 'notAnAddressee', 'H38.17', $1, $2, $3, now())`,
      [documentId, kept?.["digest"], JSON.stringify({ ...status, digest: kept?.["digest"] })],
    );
    const who = { by: "vh-1", reason: "đã hỏi", at: world.now() };
    expect(await applyParked(world.worker.world, { parked: 1n, letter: 1n }, who)).to.equal("no-effect");
  });

  const erase = async () => {
    const { db, sql } = world.gateway.database;
    await sql("update dossier set state = 'resultReturned'");
    await db.transaction().execute(async (tx) => {
      await raw`set local role hub_owner`.execute(tx);
      return eraseDossierWords(tx, parseDossierCode(code));
    });
  };

  it("F17 an erased letter whose replacement never left can still be asked back, as a status needs its name alone", async () => {
    await sent();
    await done(replace());
    await erase();
    await world.work();
    expect(await world.sql("select state from letter_task where business = 'replace'")).to.deep.equal([
      { state: "dropped" },
    ]);
    expect((await recall()).status).to.equal(201);
  });

  it("F18 a letter that was erased before it left is not for ever on its way", async () => {
    await send();
    await erase();
    await world.work();
    expect(await world.sql("select state from letter_task where kind = 'send'")).to.deep.equal([{ state: "dropped" }]);
    expect((await read()).state).not.to.equal("queued");
  });

  it("F19 what an operator carries out on a letter that was erased brings no words back", async () => {
    const id = world.legacy.send({
      to: [organOf(department)],
      documentId: "vb-1",
      referenceCodes: code,
      subject: "VetTich",
    });
    await world.work();
    world.legacy.send({ to: [organOf(department)], documentId: id, subject: "Sửa VetTich" });
    const item = world.axis.items.at(-1);
    const bytes = String(item?.bytes).replace(
      "<edXML:BussinessDocType>0<",
      "<edXML:DocumentId>vb-1</edXML:DocumentId><edXML:BussinessDocType>2<",
    );
    Object.assign(item ?? {}, { bytes: Buffer.from(bytes), from: "nen-tang.tinh" });
    await world.work();
    await erase();
    const who = { by: "vh-1", reason: "đã hỏi", at: world.now() };
    await applyParked(world.worker.world, { parked: 1n, letter: 1n }, who);
    const [letter] = await world.sql("select subject from letter where id = 1");
    expect(letter).to.deep.equal({ subject: null });
  });

  for (const path of ["A", "B"] as const)
    it(`F23 a letter to two agencies of ours that its sender asks back by path ${path} is asked of both`, async () => {
      const id = world.legacy.send({ to: [organOf(commune), organOf(department)] });
      await world.work();
      world.legacy.recall(id, path, "Sai số liệu");
      await world.work();
      expect(await world.sql("select unit, request from letter order by unit")).to.deep.equal([
        { unit: department, request: "recall" },
        { unit: commune, request: "recall" },
      ]);
    });

  it("sound: by path B an operator can apply one line to each of the two letters", async () => {
    const id = world.legacy.send({ to: [organOf(commune), organOf(department)] });
    await world.work();
    world.legacy.recall(id, "B", "Sai số liệu");
    await world.work();
    const who = { by: "vh-1", reason: "đã hỏi", at: world.now() };
    expect(await applyParked(world.worker.world, { parked: 1n, letter: 1n }, who)).to.equal("done");
    expect(await applyParked(world.worker.world, { parked: 2n, letter: 2n }, who)).to.equal("done");
    expect(await world.sql("select request from letter")).to.deep.equal([{ request: "recall" }, { request: "recall" }]);
  });
});
