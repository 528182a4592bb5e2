import { expect } from "chai";
import { practicePdf, startLegacy } from "../../adapters/edoc/stand-in/legacy.ts";
import { forgetParked } from "../../core/service/letter-work.ts";
import { sweepFiles } from "../../core/service/sweep-files.ts";
import { addLettersCommand } from "../../main/cli/letters.ts";
import { rulesOf } from "../../main/edoc.ts";
import { command, refusalOf } from "../support/command.ts";
import {
  commune,
  department,
  interior,
  openLetterWorld,
  organOf,
  type LetterTestWorld,
} from "../support/letter-world.ts";

const to = [organOf(commune)];
const platform = "nen-tang.tinh";
const operator = ["--by", "vh-1", "--reason", "Nơi gửi xác nhận qua điện thoại"];

describe("letters: what is parked and carried out by an operator", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  before(async () => (world = await openLetterWorld()));
  after(() => world.close());
  beforeEach(() => world.reset());

  const hub = (...words: string[]) =>
    command(
      (program) =>
        addLettersCommand(
          program,
          () => Promise.resolve(world.gateway.database.db),
          () => world.worker.world,
        ),
      "letters",
      ...words,
    );
  const apply = (parked: number, letter: number, ...more: string[]) =>
    hub("parked", "--apply", String(parked), "--letter", String(letter), ...operator, ...more);
  const one = async (id = 1, unit: string = commune) => (await world.get(unit, `/v1/letters/${id}`)).body;
  const parked = () =>
    world.sql("select kind, why, settled_how, settled_by, letter_id, said from letter_parked order by id");
  /** As if the platform had handed in what lies there last. */
  const byPlatform = () => Object.assign(world.axis.items.at(-1) ?? {}, { from: platform });
  const applied = { settled_how: "applied", settled_by: "vh-1", said: null };

  for (const [path, kind] of [
    ["A", "recall"],
    ["B", "status"],
  ] as const)
    it(`a recall by path ${path} that another account brought asks the agency once an operator says so, with who and why`, async () => {
      const id = world.legacy.send({ to });
      await world.work();
      world.legacy.recall(id, path, "Sai số liệu");
      byPlatform();
      await world.work();
      expect((await one()).request).to.equal(null);
      expect(await hub("parked")).to.match(/fromDiffers {2}H38.17 {2}.* {2}trục \/ axis: nen-tang.tinh$/);
      await apply(1, 1);
      expect((await one()).request).to.deep.include({
        ...{ kind: "recall", path: path === "A" ? "message" : "status", reason: "Sai số liệu", proposed: "15" },
      });
      expect(await parked()).to.deep.equal([{ kind, why: "fromDiffers", ...applied, letter_id: "1" }]);
      expect((await one()).changes.at(-1)).to.deep.include({
        ...{ what: "parkedApplied", by: "vh-1", reason: "Nơi gửi xác nhận qua điện thoại" },
        details: { parked: "1", kind, why: "fromDiffers", from: "H38.17", axisFrom: platform },
      });
      expect(await refusalOf(apply(1, 1))).to.match(/there is no such line/);
    });

  it("where the rules let the hub answer a recall by itself, one that an operator carries out is answered, too", async () => {
    world.setRules({ untouched: "agree", underway: "person", completed: "refuse" });
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.recall(id, "A", "Nhầm");
    byPlatform();
    await world.work();
    await apply(1, 1);
    expect(await one()).to.include({ state: "recalled" });
    expect(await world.sql("select code from letter_task order by id")).to.deep.equal([{ code: "01" }, { code: "15" }]);
  });

  it("a recall by another agency than the letter's is carried out on that letter, whatever it calls it", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    const heir = startLegacy(world.axis, { organId: "000.00.18.H38", now: world.now });
    heir.send({ to: [organOf(interior)], documentId: id });
    heir.recall(id, "A", "Sở mới thu hồi");
    const recall = world.axis.items.at(-1);
    world.axis.put({ kind: "edoc", from: "000.00.18.H38", to, bytes: readdressed(recall?.bytes) });
    await world.work();
    expect((await parked()).map(({ kind, why }) => [kind, why])).to.deep.equal([["recall", "notTheSender"]]);
    await apply(1, 1);
    expect((await one()).request).to.deep.include({ kind: "recall", reason: "Sở mới thu hồi" });
  });

  const readdressed = (bytes: Buffer | undefined) =>
    String(bytes).replaceAll(
      `<edXML:To><edXML:OrganId>${organOf(interior)}`,
      `<edXML:To><edXML:OrganId>${organOf(commune)}`,
    );

  it("of several letters of one name the recall is of the one that the operator names", async () => {
    world.legacy.send({ to, documentId: "trùng", number: "1", subject: "một" });
    world.legacy.send({ to, documentId: "trùng", number: "2", subject: "hai" });
    await world.work();
    world.legacy.recall("trùng", "A", "Nhầm");
    await world.work();
    expect((await parked()).map(({ why }) => why)).to.deep.equal(["several"]);
    await apply(1, 2);
    expect([(await one(1)).request, (await one(2)).request.reason]).to.deep.equal([null, "Nhầm"]);
  });

  it("an update that another account brought is the letter's next version, with its papers, once an operator says so", async () => {
    const files = [{ name: "bản mới.pdf", bytes: practicePdf("bản mới") }];
    const id = world.legacy.send({ to, documentId: "vb-1", subject: "V/v cũ" });
    await world.work();
    world.legacy.send({ to, documentId: id, subject: "V/v mới", files });
    const item = world.axis.items.at(-1);
    const bytes = String(item?.bytes).replace(
      "<edXML:BussinessDocType>0<",
      "<edXML:DocumentId>vb-1</edXML:DocumentId><edXML:BussinessDocType>2<",
    );
    Object.assign(item ?? {}, { bytes: Buffer.from(bytes), from: platform });
    await world.work();
    // what waits is not swept away
    const { db } = world.gateway.database;
    await sweepFiles({ db, folder: world.gateway.folder }, new Date("2027-11-20T00:00:00Z"));
    expect((await parked()).map(({ kind, why }) => [kind, why])).to.deep.equal([["update", "fromDiffers"]]);
    await apply(1, 1);
    const letter = await one();
    expect(letter).to.include({ version: 2, subject: "V/v mới" });
    expect(letter.files.map(({ name, counts }: { name: string; counts: boolean }) => [name, counts])).to.deep.equal([
      ["cong-van.pdf", false],
      ["bản mới.pdf", true],
    ]);
    const content = await world.get(commune, `/v1/files/${letter.files[1].sha256 as string}`);
    expect(content.status).to.equal(200);
    expect(await world.sql("select from letter_parked_file")).to.deep.equal([]);
  });

  it("a replacement that another account brought is a letter of its own, and ends the old one", async () => {
    const old = world.legacy.send({ to });
    await world.work();
    world.legacy.replace([old], { subject: "Bản thay thế" });
    byPlatform();
    await world.work();
    await apply(1, 1);
    expect(await one(1)).to.include({ state: "replaced", replacedBy: "2" });
    expect(await one(2)).to.deep.include({ state: "arrived", subject: "Bản thay thế", warnings: [] });
    expect((await one(2)).files).to.have.length(1);
  });

  it("a replacement of what was never here under its name ends the letter that the operator names", async () => {
    world.legacy.send({ to, documentId: "tên cũ" });
    await world.work();
    world.legacy.send({ to: ["000.00.99.H38"], documentId: "tên khác" });
    world.legacy.replace(["tên khác"], { to, subject: "Bản thay thế" });
    await world.work();
    expect((await parked()).map(({ kind, why }) => [kind, why])).to.deep.equal([["replace", "unknown"]]);
    await apply(1, 1);
    expect(await one(1)).to.include({ state: "replaced", replacedBy: "2" });
  });

  describe("of letters of ours", () => {
    const send = async (...organs: string[]) => {
      const code = await world.consulting();
      const { sha256, size } = await world.upload(department, practicePdf("công văn"));
      const { status, body } = await world.post(department, `/v1/dossiers/${code}/letters`, {
        ...{ purpose: "other", to: organs.map((organ) => ({ organ })), number: "45", notation: "SXD" },
        ...{ issued: "2026-11-20", subject: "V/v", signer: { fullName: "Lê Văn Thử" } },
        files: [{ sha256, size, name: "cv.pdf", mediaType: "application/pdf", kind: "other" }],
      });
      expect(status, JSON.stringify(body)).to.equal(201);
      await world.work();
    };
    const stranger = "000.00.18.H38";
    const said = async (code: string) => {
      world.axis.join({ systemId: stranger, secret: stranger, organs: [stranger] });
      const documentId = `${organOf(department)},2026/11/20,45/SXD`;
      world.axis.put({
        kind: "status",
        from: stranger,
        to: [organOf(department)],
        bytes: stateOf(stranger, code, documentId),
      });
      await world.work();
      expect((await parked()).map(({ why }) => why)).to.deep.equal(["notAnAddressee"]);
    };
    const states = async () =>
      (await one(1, department)).addressees.map(({ organ, state }: { organ: string; state: string }) => [organ, state]);

    it("a state that no receiver said counts as its only receiver's once an operator says so", async () => {
      await send(organOf(interior));
      await said("03");
      expect(await states()).to.deep.equal([[organOf(interior), "sent"]]);
      await apply(1, 1);
      expect(await states()).to.deep.equal([[organOf(interior), "accepted"]]);
    });

    it("a state that was heard before does nothing, is told so, and stays to be closed", async () => {
      await send(organOf(interior));
      await said("03");
      const [{ said: saidBefore } = { said: null }] = await parked();
      await apply(1, 1);
      const [kept] = await world.sql("select to_jsonb(s) - 'id' as one from letter_change s order by id desc limit 1");
      await world.sql(
        `insert into letter_parked (account, kind, why, from_key, document_id, digest, said, came_at)
         select account, kind, why, from_key, 'other', digest, $1, came_at from letter_parked`,
        [JSON.stringify(saidBefore)],
      );
      expect(await refusalOf(apply(2, 1))).to.match(/it does nothing to this letter/);
      expect((await parked())[1]).to.include({ settled_how: null });
      expect(
        await world.sql("select to_jsonb(s) - 'id' as one from letter_change s order by id desc limit 1"),
      ).to.deep.equal([kept]);
    });

    it("of a letter to several the operator says which one", async () => {
      await send(organOf(interior), organOf(commune));
      await said("02");
      expect(await refusalOf(apply(1, 1))).to.match(/which receiver says so is not clear/);
      expect(await refusalOf(apply(1, 1, "--organ", "H38.99"))).to.match(/which receiver says so is not clear/);
      await apply(1, 1, "--organ", interior);
      expect(await states()).to.have.deep.members([
        [organOf(interior), "refused"],
        [organOf(commune), "sent"],
      ]);
    });

    it("no state of a letter that came, and no recall of one that left", async () => {
      world.legacy.send({ to: [organOf(department)] });
      await world.work();
      await send(organOf(interior));
      await said("03");
      expect(await refusalOf(apply(1, 1))).to.match(/a state of one that we sent/);
      expect((await parked())[0]).to.include({ settled_how: null });
    });
  });

  for (const [what, words, answer] of [
    ["without --letter", ["--apply", "1", ...operator], /--letter is needed/],
    ["without --reason", ["--apply", "1", "--letter", "1"], /--reason is needed/],
    ["with --close", ["--apply", "1", "--letter", "1", "--close", "1", ...operator], /Either --close or --apply/],
    ["on a letter that is not there", ["--apply", "1", "--letter", "9", ...operator], /there is no such letter/],
    ["on another agency's letter", ["--apply", "1", "--letter", "2", ...operator], /of another agency/],
    ["of a line that is not there", ["--apply", "7", "--letter", "1", ...operator], /there is no such line/],
    ["--letter without --apply", ["--letter", "1"], /go with --apply/],
  ] as const)
    it(`is refused ${what}, and changes nothing`, async () => {
      const id = world.legacy.send({ to });
      world.legacy.send({ to: [organOf(department)] });
      await world.work();
      world.legacy.recall(id, "A", "Nhầm");
      byPlatform();
      await world.work();
      expect(await refusalOf(hub("parked", ...words))).to.match(answer);
      expect((await parked())[0]).to.include({ settled_how: null });
      expect((await one()).request).to.equal(null);
    });

  it("what stays parked lets go of what it said in time, and then it can only be closed", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.sendAgain(id);
    const item = world.axis.items.at(-1);
    const bytes = Buffer.from(String(item?.bytes).replaceAll("V/v trả lời (tập)", "V/v khác"));
    Object.assign(item ?? {}, { from: platform, bytes });
    await world.work();
    const { db } = world.gateway.database;
    expect(await forgetParked(db, world.now())).to.equal(0);
    world.minutesLater(1);
    expect(await forgetParked(db, world.now())).to.equal(1);
    expect(await parked()).to.deep.include({
      ...{ kind: "update", why: "fromDiffers", settled_how: null, settled_by: null, letter_id: null, said: null },
    });
    expect(await world.sql("select from letter_parked_file")).to.deep.equal([]);
    expect(await refusalOf(apply(1, 1))).to.match(/is let go of/);
    expect(await hub("parked", "--close", "1", ...operator)).to.equal("");
  });
});

describe("letters: a platform that hands in by an account of its own", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  before(async () => (world = await openLetterWorld({ axisNames: [platform] })));
  after(() => world.close());
  beforeEach(() => world.reset());

  const by = (from: string) => Object.assign(world.axis.items.at(-1) ?? {}, { from });
  const one = async (id = 1) => (await world.get(commune, `/v1/letters/${id}`)).body;

  it("is believed whom its letters, recalls and states are from, where the connection file names it", async () => {
    const id = world.legacy.send({ to });
    by(platform);
    await world.work();
    expect(await one()).to.deep.include({ warnings: [] });
    world.legacy.recall(id, "B", "Sai số liệu");
    by(platform.toUpperCase());
    await world.work();
    expect((await one()).request).to.deep.include({ kind: "recall", reason: "Sai số liệu" });
    expect(await world.sql("select from letter_parked")).to.deep.equal([]);
  });

  it("and so is a state that waited for its letter", async () => {
    const id = world.legacy.send({ to });
    const letter = world.axis.items.at(-1);
    Object.assign(letter ?? {}, { state: "done" });
    world.legacy.recall(id, "B", "Gửi nhầm");
    by(platform);
    await world.work();
    Object.assign(letter ?? {}, { state: "initial" });
    await world.work();
    expect((await one()).request).to.deep.include({ kind: "recall", reason: "Gửi nhầm" });
  });

  it("hub letters parked goes by the same names", () => {
    const { recalls, relays } = world.worker.world;
    expect(rulesOf({ recalls, accounts: [world.client.settings] })).to.deep.equal({ recalls, relays });
  });

  it("any other name waits for an operator as before", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.recall(id, "A", "Nhầm");
    by("nen-tang.khac");
    await world.work();
    expect(await world.sql("select kind, why from letter_parked")).to.deep.equal([
      { kind: "recall", why: "fromDiffers" },
    ]);
  });

  it("what cannot be read and names nobody is not answered to the platform", async () => {
    world.axis.put({ kind: "edoc", from: platform, to, bytes: "<edXML><x></edXML>" });
    await world.work();
    expect(await world.sql("select ending from letter_item")).to.deep.equal([{ ending: "refused" }]);
    expect(await world.sql("select from letter_task")).to.deep.equal([]);
  });
});

/** A state of one of ours. */
const stateOf = (from: string, code: string, documentId: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLEnvelope ` +
  `xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From><edXML:OrganId>` +
  `${from}</edXML:OrganId></edXML:From><edXML:ResponseFor><edXML:OrganId>${organOf(department)}</edXML:OrganId>` +
  `<edXML:Code>45/SXD</edXML:Code><edXML:DocumentId>${documentId}</edXML:DocumentId></edXML:ResponseFor>` +
  `<edXML:StatusCode>${code}</edXML:StatusCode><edXML:Timestamp>2026/11/20 09:00:00</edXML:Timestamp>` +
  `</edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>`;
