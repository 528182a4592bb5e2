import { expect } from "chai";
import { sql as raw } from "kysely";
import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { applyParked } from "../../core/service/letter-decide.ts";
import { claimTask, keepMessage } from "../../core/service/letter-work.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { department, interior, openLetterWorld, organOf, type LetterTestWorld } from "../support/letter-world.ts";

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

  const erase = async () => {
    const { db, sql } = world.gateway.database;
    await sql("update dossier set state = 'resultReturned'");
    await db.transaction().execute(async (tx) => {
      await raw`set local role hub_owner`.execute(tx);
      return eraseDossierWords(tx, parseDossierCode(code));
    });
  };
  const post = (path: string, request: object) => world.post(department, path, request);
  const send = async (path: string, but: object = {}) => {
    const { sha256, size } = await world.upload(department, practicePdf(`công văn ${path}`));
    const { status, body } = await post(path, {
      ...{
        number: "45",
        notation: "SXD-VP",
        issued: "2026-11-20",
        subject: "VetTich",
        signer: { fullName: "VetTich" },
      },
      files: [{ sha256, size, name: "cv.pdf", mediaType: "application/pdf", kind: "other" }],
      ...but,
    });
    expect(status, JSON.stringify(body)).to.equal(201);
  };
  const sendOurs = () =>
    send(`/v1/dossiers/${code}/letters`, { purpose: "other", to: [{ organ: organOf(interior), name: "Sở Nội vụ" }] });
  const sent = async () => {
    await sendOurs();
    await world.work();
    world.legacy.turn();
    world.minutesLater(1);
    await world.work();
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
