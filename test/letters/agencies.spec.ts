import { applyParked } from "../../core/service/letter-decide.ts";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { askAgencies, askingAgencies } from "../../adapters/edoc/agencies.ts";
import { practicePdf, startLegacy, type Legacy } from "../../adapters/edoc/stand-in/legacy.ts";
import { agencyNames } from "../../core/domain/letter/agency.ts";
import { identifiersKept, keepAgencies } from "../../core/service/letter-agencies.ts";
import { identifiersOf } from "../../mappings/edoc/agencies.ts";
import { writeLetters } from "../../main/edoc.ts";
import { aFile, aLetter, anOrgan } from "../support/edxml-write.ts";
import {
  commune,
  department,
  interior,
  letterClient,
  openLetterWorld,
  organOf,
  type LetterTestWorld,
} from "../support/letter-world.ts";

describe("which identifiers are one agency", () => {
  const of = (...rows: string[][]) => {
    const work = agencyNames(rows);
    let step = work.next();
    while (!step.done) step = work.next();
    return step.value.map(({ identifier, agency }) => [identifier, agency]);
  };

  it("of a hundred thousand rows is found out in turns of some milliseconds", () => {
    const pad = (n: number, length: number) => String(n).padStart(length, "0");
    const rows = Array.from({ length: 100_000 }, (_, n) => [`H38.${pad(n, 6)}`, `H39.${pad(n, 6)}`]);
    let turns = 0;
    const work = agencyNames(rows);
    let step = work.next();
    for (; !step.done; step = work.next()) turns += 1;
    expect(step.value).to.have.length(200_000);
    expect(turns).to.equal(600);
  });

  it("those of one row, where arithmetic does not tell it", () => {
    expect(of(["H38.99", "000.00.17.H38", "vxp.cu"])).to.deep.equal([
      ["H38.99", "H38.99"],
      ["000.00.17.H38", "H38.99"],
      ["VXP.CU", "H38.99"],
    ]);
    expect(of(["H38.17", "000.00.17.H38"], ["H38.18"], [])).to.deep.equal([]);
  });

  it("a row that comes twice is one", () => {
    expect(of(["H38.99", "H38.17"], ["000.00.17.H38", "H38.99"])).to.have.length(2);
  });

  it("one that two agencies bear is nobody's: neither has a say in the other's letters", () => {
    expect(of(["H38.99", "H38.17"], ["H38.98", "H38.17"], ["H38.97", "H38.96"])).to.deep.equal([
      ["H38.97", "H38.97"],
      ["H38.96", "H38.97"],
    ]);
    expect(of(["H38.99", "H38.17"], ["H38.17"])).to.deep.equal([]);
    expect(of(["H38.99", "H38.17", "H38.16"], ["H38.17"])).to.deep.equal([
      ["H38.99", "H38.99"],
      ["H38.16", "H38.99"],
    ]);
  });

  it("of a row of the axis its three codes, as far as they are identifiers", () => {
    const row = { code: "H38.99", code102: "000.00.17.H38", oldCode: "mã cũ", name: "Sở", parentCode: null };
    expect(identifiersOf(row)).to.deep.equal(["H38.99", "000.00.17.H38"]);
  });
});

describe("letters: the axis' list of agencies", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  /** The interior under the identifier that it has today. */
  const today = "000.00.77.H38";
  let renamed: Legacy;
  before(async () => (world = await openLetterWorld({ notation: "given" })));
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    world.axis.agencies.length = 0;
    renamed = startLegacy(world.axis, { organId: today, name: "Sở Nội vụ tỉnh Mẫu", now: world.now });
  });

  const { signal } = new AbortController();
  const to = [organOf(commune)];
  const ask = () => askAgencies(world.worker, world.client, signal);
  const kept = () => identifiersKept(world.gateway.database.db, "practice");
  const list = (...rows: { code: string; oldCode?: string; code102?: string }[]) => {
    world.axis.agencies.length = 0;
    world.axis.agencies.push(...rows.map((row) => ({ ...row, name: "giả lập" })));
  };
  const listed = async () => {
    list({ code: "H38.77", oldCode: interior }, { code: "H38.16", code102: "000.00.16.H38" });
    expect(await ask()).to.equal(true);
  };
  const one = async (id = 1, unit: string = commune) => (await world.get(unit, `/v1/letters/${id}`)).body;
  /** A recall of a letter of the interior, by the name it has today. */
  const recallAsRenamed = async () => {
    const id = world.legacy.send({ to });
    await world.work();
    renamed.send({ to: [organOf(interior)], documentId: id });
    renamed.recall(id, "A", "Sai số liệu");
    const bytes = String(world.axis.items.at(-1)?.bytes).replaceAll(
      `<edXML:To><edXML:OrganId>${organOf(interior)}`,
      `<edXML:To><edXML:OrganId>${organOf(commune)}`,
    );
    world.axis.put({ kind: "edoc", from: today, to, bytes });
    await world.work();
  };
  const parked = async () => (await world.sql("select why from letter_parked")).map(({ why }) => why as string);

  it("a sender recalls its letter under another of its identifiers, where the list says so", async () => {
    await listed();
    await recallAsRenamed();
    expect((await one()).request).to.deep.include({ kind: "recall", reason: "Sai số liệu" });
    expect(await parked()).to.deep.equal([]);
  });

  it("and not where the list is silent, or another account's axis says so", async () => {
    list({ code: "H38.77", oldCode: interior });
    await askAgencies(world.worker, letterClient(world.axis.url, world.now, { name: "another" }), signal);
    await recallAsRenamed();
    expect((await one()).request).to.equal(null);
    expect(await parked()).to.deep.equal(["notTheSender"]);
  });

  it("the axis may name a sender by another of its identifiers", async () => {
    await listed();
    world.legacy.send({ to });
    Object.assign(world.axis.items.at(-1) ?? {}, { from: today });
    await world.work();
    expect(await one()).to.deep.include({ state: "arrived", warnings: [] });
  });

  it("a repeat under another of its sender's identifiers is a repeat", async () => {
    await listed();
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.sendAgain(id);
    const item = world.axis.items.at(-1);
    const bytes = Buffer.from(
      String(item?.bytes).replaceAll(
        `<edXML:From><edXML:OrganId>${organOf(interior)}`,
        `<edXML:From><edXML:OrganId>${today}`,
      ),
    );
    Object.assign(item ?? {}, { from: today, bytes });
    await world.work();
    expect(await world.sql("select count(*)::integer as n from letter")).to.deep.equal([{ n: 1 }]);
  });

  it("a receiver reports of our letter under another of its identifiers", async () => {
    await listed();
    const code = await world.consulting();
    const { sha256, size } = await world.upload(department, practicePdf("công văn"));
    await world.post(department, `/v1/dossiers/${code}/letters`, {
      ...{ purpose: "opinion", to: [{ organ: organOf(interior) }], number: "45", notation: "SXD" },
      ...{ issued: "2026-11-20", subject: "V/v", signer: { fullName: "Lê Văn Thử" } },
      files: [{ sha256, size, name: "cv.pdf", mediaType: "application/pdf", kind: "other" }],
    });
    await world.work();
    world.legacy.habits.onLetter = "accept";
    world.legacy.turn();
    for (const item of world.axis.items.filter(({ kind }) => kind === "status"))
      Object.assign(item, {
        from: today,
        bytes: Buffer.from(
          String(item.bytes).replaceAll(
            `<edXML:From><edXML:OrganId>${organOf(interior)}`,
            `<edXML:From><edXML:OrganId>${today}`,
          ),
        ),
      });
    await world.work();
    expect(await parked()).to.deep.equal([]);
    expect((await one(1, department)).addressees[0]).to.include({ organ: organOf(interior), state: "accepted" });
  });

  it("a letter to another of our own identifiers is ours", async () => {
    list({ code: commune, oldCode: "vxp.xa.mau" });
    await ask();
    world.axis.join({ systemId: "old", secret: "old", organs: ["vxp.xa.mau"] });
    world.legacy.send({ to: ["vxp.xa.mau"] });
    world.axis.put({ kind: "edoc", from: organOf(interior), to, bytes: world.axis.items.at(-1)?.bytes ?? "" });
    await world.work();
    expect(await one()).to.include({ unit: commune, state: "arrived" });
  });

  it("a question that failed, or an empty list, keeps what was said before; a new list takes its place", async () => {
    await listed();
    const before = [["H38.77", "H38.17"]];
    expect(await kept()).to.deep.equal(before);
    for (const fault of ["fail", "503", "html", "truncated"] as const) {
      world.axis.failNext("agencies", fault);
      expect(await ask(), fault).to.equal(false);
    }
    list();
    expect(await ask()).to.equal(false);
    expect(await kept()).to.deep.equal(before);
    list({ code: "H38.78", oldCode: interior });
    expect(await ask()).to.equal(true);
    expect(await kept()).to.deep.equal([["H38.78", "H38.17"]]);
  });

  it("is asked at the start and once a night, an hour after a failure, and not while the account is not let in", async () => {
    list({ code: "H38.77", oldCode: interior });
    const asking = askingAgencies(world.worker, world.client, signal);
    const asked = async () => {
      await asking();
      return world.axis.calls.filter(({ verb }) => verb === "agencies").length - before;
    };
    const before = world.axis.calls.filter(({ verb }) => verb === "agencies").length;
    world.axis.failNext("agencies", "503");
    expect([await asked(), await asked()]).to.deep.equal([1, 1]);
    world.minutesLater(61);
    expect([await asked(), await asked()]).to.deep.equal([2, 2]);
    world.setClock("2026-11-21T03:19:59+07:00");
    expect(await asked()).to.equal(2);
    await world.sql(
      "insert into letter_gate (account, since, next_at, detail) values ('practice', now(), '2027-01-01', 'HTTP 401')",
    );
    world.setClock("2026-11-21T03:20:01+07:00");
    expect(await asked()).to.equal(2);
    await world.sql("delete from letter_gate");
    expect([await asked(), await asked()]).to.deep.equal([3, 3]);
  });

  it("a letter is written in the notation of the account, as the list knows it", async () => {
    const { db } = world.gateway.database;
    await keepAgencies(
      db,
      "practice",
      [
        ["H38.77", interior],
        ["H38.55.001", "001.44.00.H38"],
      ],
      world.now(),
    );
    const path = join(mkdtempSync(join(tmpdir(), "agencies-")), "a.pdf");
    writeFileSync(path, practicePdf("x"));
    const written = async (notation: "given" | "QCVN102" | "QD20") => {
      const write = writeLetters(world.now, (account) => identifiersKept(db, account));
      const message = aLetter({ to: [anOrgan("001.44.00.H38"), anOrgan(interior)], attachments: [aFile("a.pdf")] });
      const made = await write(letterClient(world.axis.url, world.now, { notation }), message, [{ path }]);
      if (!made.ok) throw new Error(made.detail);
      const chunks: Buffer[] = [];
      for await (const chunk of made.bytes) chunks.push(chunk);
      return [
        ...Buffer.concat(chunks)
          .toString()
          .matchAll(/<edXML:To>\s*<edXML:OrganId>([^<]+)/g),
      ].map(([, organ]) => organ);
    };
    expect(await written("given")).to.deep.equal(["001.44.00.H38", "H38.17"]);
    expect(await written("QD20")).to.deep.equal(["H38.55.001", "H38.77"]);
    expect(await written("QCVN102")).to.deep.equal(["001.44.00.H38", "000.00.17.H38"]);
  });

  it("the opinion that came from the agency under another of its identifiers is offered, and recorded", async () => {
    const code = await world.consulting();
    await listed();
    renamed.send({ to: [organOf(department)], referenceCodes: code });
    await world.work();
    const letter = await one(1, department);
    expect(letter.dossier).to.equal(code);
    expect(letter.offer).to.deep.include({ step: "recordOpinion", letter: "1" });
  });

  it("an opinion is asked of the agency under any of its identifiers, and of no other; its replacement, too", async () => {
    const code = await world.consulting();
    await listed();
    const { sha256, size } = await world.upload(department, practicePdf("công văn"));
    const request = (organ: string, number: string) => ({
      ...{ number, notation: "SXD", issued: "2026-11-20", subject: "V/v", signer: { fullName: "Lê Văn Thử" } },
      files: [{ sha256, size, name: "cv.pdf", mediaType: "application/pdf", kind: "other" }],
      to: [{ organ }],
    });
    const send = (organ: string) =>
      world.post(department, `/v1/dossiers/${code}/letters`, { ...request(organ, "45"), purpose: "opinion" });
    expect((await send("000.00.78.H38")).body.code).to.equal("letter-opinion-not-asked");
    const sent = await send(today);
    expect(sent.status, JSON.stringify(sent.body)).to.equal(201);
    await world.work();
    const next = { ...request(today, "46"), reason: "Sai căn cứ" };
    const replaced = await world.post(department, "/v1/letters/1/replacement", next);
    expect(replaced.status, JSON.stringify(replaced.body)).to.equal(201);
  });

  it("an update that takes us off under another of our names is a recall, also where an operator carries it out", async () => {
    list({ code: commune, oldCode: "H38.88" });
    await ask();
    world.legacy.send({ to, documentId: "vb-1" });
    await world.work();
    world.legacy.send({ to, documentId: "vb-2", subject: "Khác" });
    const item = world.axis.items.at(-1);
    const removal =
      "<edXML:DocumentId>vb-1</edXML:DocumentId><edXML:BussinessDocType>2</edXML:BussinessDocType>" +
      "<edXML:BussinessDocumentInfo><edXML:DocumentInfo>0</edXML:DocumentInfo><edXML:DocumentReceiver>1</edXML:DocumentReceiver>" +
      "<edXML:ReceiverList><edXML:Receiver><edXML:ReceiverType>0</edXML:ReceiverType>" +
      "<edXML:OrganId>000.00.88.H38</edXML:OrganId></edXML:Receiver></edXML:ReceiverList></edXML:BussinessDocumentInfo>";
    const bytes = String(item?.bytes).replace("<edXML:BussinessDocType>0</edXML:BussinessDocType>", removal);
    Object.assign(item ?? {}, { bytes: Buffer.from(bytes), from: "nen-tang.tinh" });
    await world.work();
    expect(await world.sql("select kind from letter_parked")).to.deep.equal([{ kind: "recall" }]);
    const who = { by: "vh-1", reason: "đã hỏi", at: world.now() };
    expect(await applyParked(world.worker.world, { parked: 1n, letter: 1n }, who)).to.equal("done");
    expect(await one()).to.include({ version: 1, isRecallAsked: true });
  });
});
