import { expect } from "chai";
import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import { applyParked, linkLetterTo } from "../../core/service/letter-decide.ts";
import { claimTask, keepMessage } from "../../core/service/letter-work.ts";
import { lockLetter, showOnDossier } from "../../core/store/letters.ts";
import { eventually } from "../support/eventually.ts";
import { commune, department, openLetterWorld, organOf, type LetterTestWorld } from "../support/letter-world.ts";
import { letterBody, numbered, toInterior } from "../support/own-letters.ts";

/** What a dossier said of people goes with it (P12), and comes back by no letter. */
describe("letters whose dossier was erased", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  let code: string;
  before(async () => {
    world = await openLetterWorld();
    world.axis.quirks.addsTrace = false;
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    code = await world.consulting();
  });

  const erase = () => world.erase(code);
  const post = (path: string, request: object) => world.post(department, path, request);
  const send = async (path: string, but: object = {}) => {
    const said = { subject: "VetTich", signer: { fullName: "VetTich" } };
    const { status, body } = await post(path, await letterBody(world, { ...said, ...but }));
    expect(status, JSON.stringify(body)).to.equal(201);
  };
  const sendOurs = () => send(`/v1/dossiers/${code}/letters`, { purpose: "other", to: toInterior });
  const sent = async () => {
    await sendOurs();
    await world.round();
  };
  const one = async (id = 1) => (await world.get(department, `/v1/letters/${id}`)).body;
  /** A letter that came, of this dossier. */
  const came = async () => {
    const id = world.legacy.send({
      ...{ to: [organOf(department)], documentId: "vb-1", referenceCodes: code, subject: "VetTich" },
    });
    await world.work();
    return id;
  };
  /** Its update, with words and a paper. */
  const updated = (id: string, but: { readonly from?: string } = {}) => {
    world.legacy.send({ to: [organOf(department)], documentId: id, referenceCodes: code, subject: "Sửa VetTich" });
    const item = world.axis.items.at(-1);
    const bytes = String(item?.bytes).replace(
      "<edXML:BussinessDocType>0<",
      "<edXML:DocumentId>vb-1</edXML:DocumentId><edXML:BussinessDocType>2<",
    );
    Object.assign(item ?? {}, { bytes: Buffer.from(bytes), ...but });
  };
  /** What is still on record with the name that was erased, and what could bring it back. */
  const left = async () => {
    const found: string[] = [];
    for (const table of ["letter", "letter_message", "letter_file", "letter_status", "letter_change", "dossier_file"]) {
      const [row] = await world.sql<{ text: string | null }>(`select string_agg(t::text, ' ') as text from ${table} t`);
      if (/VetTich/.test(row?.text ?? "")) found.push(table);
    }
    return found;
  };
  const papers = () => world.sql("select from dossier_file union all select from letter_file");

  it("an update is on record and acknowledged, without its words, its papers and its bytes", async () => {
    const id = await came();
    await erase();
    updated(id);
    await world.work();
    expect(await left()).to.deep.equal([]);
    expect(await papers()).to.deep.equal([]);
    expect(await world.sql("select from letter_item where raw_sha256 is not null")).to.deep.equal([]);
    expect(await one()).to.include({ dossier: code, state: "arrived", version: 1 });
    expect((await one()).messages.map(({ business }: { business: string }) => business)).to.deep.equal([
      "new",
      "update",
    ]);
    world.legacy.turn();
    expect(world.legacy.heard.map((heard) => heard.code)).to.deep.equal(["01", "01"]);
  });

  for (const path of ["A", "B"] as const)
    it(`a recall by path ${path} asks the agency, without the words of it`, async () => {
      const id = await came();
      await erase();
      world.legacy.recall(id, path, "Nhầm ông VetTich");
      await world.work();
      expect((await one()).request).to.deep.include({ kind: "recall", reason: null });
      expect(await left()).to.deep.equal([]);
      expect(await world.sql("select from letter_item where raw_sha256 is not null")).to.deep.equal([]);
    });

  describe("erased while something happens to its letters: both end", () => {
    /** So many wait for another to let go. */
    const waiting = (many: number) =>
      eventually(`${many} wait`, async () => {
        const found = await world.sql(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return found.length >= many;
      });

    it("its papers change", async () => {
      await came();
      let erasing = Promise.resolve();
      await world.gateway.database.db.transaction().execute(async (tx) => {
        await lockLetter(tx, 1n);
        erasing = erase();
        await waiting(1);
        await showOnDossier(tx, 1n);
      });
      await erasing;
      expect(await one()).to.include({ subject: null });
      expect(await world.sql("select from dossier_file")).to.deep.equal([]);
    });

    it("its answer comes", async () => {
      await sent();
      world.legacy.answer(numbered("45"), "ResponseFor", { subject: "VetTich" });
      let both: Promise<unknown> = Promise.resolve();
      await world.gateway.database.db.transaction().execute(async (tx) => {
        await lockLetter(tx, 1n);
        const erasing = erase();
        await waiting(1);
        both = Promise.all([erasing, world.take()]);
        await waiting(2);
      });
      await both;
      expect(await one()).to.include({ subject: null, answeredBy: "2" });
      // whichever was first
      expect((await one(2)).dossier === null ? "VetTich" : null).to.equal((await one(2)).subject);
      expect(await world.sql("select from letter_item where troubles > 0")).to.deep.equal([]);
    });
  });

  describe("sent anew after it was given back, or taken back, and erased", () => {
    const warnings = async (id: number) => (await one(id)).warnings.map((warning: { code: string }) => warning.code);
    /** Taken back and erased; what it said is its sender's to say again. */
    const takenBack = async () => {
      const id = await came();
      world.legacy.recall(id, "A", "Nhầm");
      await world.work();
      expect((await post("/v1/letters/1/recall", { answer: "agree" })).status).to.equal(201);
      await world.work();
      await erase();
      return id;
    };
    const again = {
      "as an update in which nothing changed": (id: string) => world.legacy.sendAgain(id),
      "the same once more": () =>
        world.axis.repeat(world.axis.items.find(({ kind }) => kind === "edoc")?.docId ?? "", "\n"),
      "as its update": (id: string) => updated(id),
    };

    for (const [how, send_] of Object.entries(again))
      it(`it is a letter of its own, with its words, of no dossier: ${how}`, async () => {
        send_(await takenBack());
        world.minutesLater(1);
        await world.work();
        expect(await one(1)).to.include({ state: "recalled", subject: null, dossier: code });
        expect(await one(2)).to.include({ state: "arrived", dossier: null, receiptLateAt: null });
        expect((await one(2)).subject).to.contain("VetTich");
        expect((await one(2)).files).to.have.length(1);
        expect((await one(2)).receiptDue).to.be.a("string");
        expect(await warnings(2)).to.include.members(["came-again", "dossier-erased"]);
        for (const { vi, en } of (await one(2)).warnings) expect(vi).not.to.equal(en);
        expect(await world.sql("select from letter_message where letter_id = 1 and said is not null")).to.deep.equal(
          [],
        );
        world.legacy.turn();
        expect(world.legacy.heard.map((heard) => heard.code).slice(-1)).to.deep.equal(["01"]);
      });

    for (const path of ["A", "B"] as const)
      it(`asked back once more by path ${path}, it is the one that is asked`, async () => {
        const id = await takenBack();
        world.legacy.sendAgain(id);
        await world.work();
        world.minutesLater(1);
        world.legacy.recall(id, path, "Nhầm");
        await world.work();
        expect((await one(2)).request).to.deep.include({ kind: "recall", reason: "Nhầm" });
        expect(await one(1)).to.include({ state: "recalled", request: null });
      });

    it("its update is its next version, and nobody's who was erased", async () => {
      const id = await takenBack();
      world.legacy.sendAgain(id);
      await world.work();
      world.minutesLater(1);
      updated(id);
      await world.work();
      expect(await one(2)).to.include({ version: 2, subject: "Sửa VetTich" });
      expect(await one(1)).to.include({ version: 1, subject: null });
      expect(await world.sql("select from letter")).to.have.length(2);
    });

    it("while it was not, a recall of the erased one is answered 15 again", async () => {
      const id = await takenBack();
      world.minutesLater(1);
      world.legacy.recall(id, "B", "Nhầm");
      await world.work();
      world.legacy.turn();
      expect(world.legacy.heard.map((heard) => heard.code)).to.deep.equal(["01", "15", "15"]);
    });
  });

  describe("what comes to an erased dossier", () => {
    const ofDossier = async () => (await world.get(department, `/v1/dossiers/${code}/letters`)).body.letters;
    const warnings = async () => (await one()).warnings.map((warning: { code: string }) => warning.code);

    it("a letter that names it is in the mailbox, with its words, and not under it; the clerk is told", async () => {
      await erase();
      await came();
      expect(await one()).to.include({ state: "arrived", subject: "VetTich", dossier: null });
      expect(await warnings()).to.deep.equal(["dossier-erased"]);
      expect(await ofDossier()).to.deep.equal([]);
      expect(await world.sql("select from dossier_file")).to.deep.equal([]);
    });

    it("an answer to a letter of ours ends what we wait for, and is not under it", async () => {
      await sent();
      await erase();
      world.legacy.answer(numbered("45"), "ResponseFor", { subject: "VetTich" });
      await world.work();
      expect(await one(2)).to.include({ state: "arrived", subject: "VetTich", dossier: null });
      expect((await one(1)).answeredBy).to.equal("2");
      expect((await ofDossier()).map((letter: { id: string }) => letter.id)).to.deep.equal(["1"]);
    });

    it("nobody links a letter to it, officer or operator", async () => {
      await erase();
      await came();
      const { status, body } = await post("/v1/letters/1/link", { dossier: code });
      expect([status, body.code, body.field]).to.deep.equal([409, "letter-dossier-erased", "/dossier"]);
      const who = { by: "vh-1", reason: "đã hỏi", at: world.now() };
      expect(await linkLetterTo(world.gateway.database.db, 1n, code, who)).to.equal("dossier-erased");
      expect(await one()).to.include({ dossier: null });
    });

    it("no letter about it leaves: what it says would stand under it", async () => {
      await erase();
      const request = await letterBody(world, { purpose: "other", to: toInterior, subject: "VetTich" });
      const { status, body } = await post(`/v1/dossiers/${code}/letters`, request);
      expect([status, body.code]).to.deep.equal([409, "letter-dossier-erased"]);
      expect(await world.sql("select from letter")).to.deep.equal([]);
    });
  });

  it("who was added, and never got the erased letter, is no holder: a recall does not ask them", async () => {
    await sent();
    const toCommune = { organ: organOf(commune), name: "UBND xã Mẫu" };
    const add = await post("/v1/letters/1/update", { reason: "Thêm nơi nhận", add: [toCommune] });
    expect(add.status, JSON.stringify(add.body)).to.equal(201);
    await erase();
    await world.work();
    const standing = async () =>
      (await one()).addressees.map(({ state, recall }: { state: string; recall: { answer: string } | null }) => [
        ...[state, recall?.answer ?? null],
      ]);
    expect(await standing()).to.deep.equal([
      ["processing", null],
      ["recalled", null],
    ]);
    expect((await post("/v1/letters/1/recall", { reason: "Sai số liệu" })).status).to.equal(201);
    expect(await standing()).to.deep.equal([
      ["processing", "open"],
      ["recalled", null],
    ]);
    await world.round();
    await world.round();
    expect(await one()).to.include({ state: "recalled" });
  });

  it("an operator carries out no update that was parked before", async () => {
    const id = await came();
    updated(id, { from: "nen-tang.tinh" });
    await world.work();
    await erase();
    const who = { by: "vh-1", reason: "đã hỏi", at: world.now() };
    expect(await applyParked(world.worker.world, { parked: 1n, letter: 1n }, who)).to.equal("letter-erased");
    expect(await left()).to.deep.equal([]);
    expect(await papers()).to.deep.equal([]);
  });

  it("why an item was read again is erased where it was a state of its letter, too", async () => {
    await sent();
    await world.sql(
      `insert into letter_item_decision (item_id, what, by, reason, at)
       select item_id, 'again', 'vh-1', 'hỏi ông VetTich', now() from letter_status where direction = 'in' limit 1`,
    );
    await erase();
    expect(await world.sql("select reason from letter_item_decision")).to.deep.equal([{ reason: "đã xóa" }]);
  });

  it("a letter of ours that had not left is not for ever on its way", async () => {
    await sendOurs();
    await erase();
    await world.work();
    expect(await world.sql("select state from letter_task where kind = 'send'")).to.deep.equal([{ state: "dropped" }]);
    expect(await one()).to.include({ state: "failed", answerBy: null });
    expect((await one()).changes.at(-1)).to.deep.include({ what: "notSent", details: { code: "erased" } });
  });

  it("of one that may have left a person says whether it did", async () => {
    await sendOurs();
    world.axis.failNext("sendEdoc", "silentBefore");
    await world.work();
    await erase();
    world.minutesLater(20);
    await world.work();
    expect(await world.sql("select state, fault from letter_task where kind = 'send'")).to.deep.equal([
      { state: "forPerson", fault: "erased a call may have left, and its words are gone" },
    ]);
    expect(await one()).to.include({ state: "queued" });
  });

  it("one that was erased while it was written keeps no message", async () => {
    await sendOurs();
    const content = await world.upload(department, practicePdf("bytes that say VetTich"));
    const claimed = await claimTask(world.worker.world, "practice", 60_000);
    if (!claimed) throw new Error("nothing is due");
    await erase();
    expect(await keepMessage(world.worker.world, claimed.task, content)).to.equal(false);
    expect(await world.sql("select message_sha256 from letter_task")).to.deep.equal([{ message_sha256: null }]);
  });

  it("one whose replacement never left can still be asked back: a status needs its name alone", async () => {
    await sent();
    await send("/v1/letters/1/replacement", { number: "46", reason: "Sai căn cứ" });
    await erase();
    await world.work();
    expect(await world.sql("select state from letter_task where business = 'replace'")).to.deep.equal([
      { state: "dropped" },
    ]);
    expect((await post("/v1/letters/1/recall", { reason: "Sai số liệu" })).status).to.equal(201);
  });
});
