import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { expect } from "chai";
import fc from "fast-check";
import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import type { ArrivingLetter } from "../../core/domain/letter/arriving.ts";
import { sweepFiles } from "../../core/service/sweep-files.ts";
import { countLetters, forgetRaw, takeArriving } from "../../core/service/letter-work.ts";
import { addLettersCommand } from "../../main/cli/letters.ts";
import { ownUnitsOf, workItem } from "../../adapters/edoc/work.ts";
import { command, refusalOf } from "../support/command.ts";
import {
  commune,
  department,
  interior,
  letterClient,
  openLetterWorld,
  organOf,
  type LetterTestWorld,
} from "../support/letter-world.ts";
import { acting, aLetter } from "../support/letters.ts";

describe("letters: operators, order, erasure", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  before(async () => (world = await openLetterWorld()));
  after(() => world.close());
  beforeEach(() => world.reset());

  const hub = (...words: string[]) =>
    command(
      (program) => addLettersCommand(program, () => Promise.resolve(world.gateway.database.db)),
      "letters",
      ...words,
    );
  const to = [organOf(commune)];

  async function enter(message: ArrivingLetter, at: number): Promise<void> {
    const { folder } = world.gateway;
    const content = Buffer.from(`raw ${at}`);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const part = `test ${at}`;
    await folder.append(part, 0, Readable.from([content]), () => undefined);
    await folder.keep(part, sha256);
    const [item] = await world.sql<{ id: string }>(
      "insert into letter_item (account, message_type, axis_id) values ('practice', 'edoc', $1) returning id",
      [`order-${at}`],
    );
    const fetched = {
      item: BigInt(item?.id ?? 0),
      raw: { sha256, size: content.length },
      ownUnits: ownUnitsOf(world.client),
    };
    await takeArriving(world.worker.world, fetched, message, []);
  }

  it("any order of messages, and any repeats, end in the same letters of the database", async () => {
    const original = aLetter({ to: [{ id: organOf(commune), name: null }] });
    const say = (but: Partial<ArrivingLetter>) => aLetter({ to: original.to, ...but });
    const first = say({ business: acting("update"), subject: "Sửa 1", writtenAt: new Date("2026-11-21T02:00:00Z") });
    const second = say({ business: acting("update"), subject: "Sửa 2", writtenAt: new Date("2026-11-22T02:00:00Z") });
    const recall = say({ business: acting("recall"), writtenAt: new Date("2026-11-23T02:00:00Z") });
    const other = say({
      documentId: "khác",
      number: "13",
      business: acting("replace", { replaced: [original.documentId] }),
    });
    const lawful = [original, first, second, recall, other];
    const standing = async () =>
      world.sql(`select l.state, l.request, l.subject, r.document_id as replaced_by,
                        (select count(distinct (business, digest))::integer from letter_message m where m.letter_id = l.id) as messages
                   from letter l left join letter r on r.id = l.replaced_by order by l.document_id`);
    const expected = [
      { state: "replaced", request: "recall", subject: "Sửa 2", replaced_by: "khác", messages: 4 },
      { state: "arrived", request: null, subject: "Trả lời về hồ sơ thử nghiệm", replaced_by: null, messages: 1 },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(lawful, { minLength: lawful.length }),
        fc.array(fc.nat(lawful.length - 1), { maxLength: 3 }),
        async (order, repeats) => {
          await world.reset();
          const all = [...order, ...repeats.map((at) => lawful[at] as ArrivingLetter)];
          for (const [at, message] of all.entries()) await enter(message, at);
          const found = await standing();
          expect(found).to.deep.equal(expected);
          expect(await world.sql("select from letter_parked where settled_at is null")).to.deep.equal([]);
        },
      ),
      { numRuns: 25, seed: 20261122 },
    );
  });

  it("what cannot be read and says from whom it is, is answered 02 with the reason", async () => {
    world.axis.put({ kind: "edoc", from: organOf(interior), to, bytes: brokenLetter() });
    await world.work();
    world.legacy.turn();
    expect(await world.sql("select ending, state from letter_item")).to.deep.equal([
      { ending: "refused", state: "done" },
    ]);
    expect(world.legacy.heard.map(({ code, documentId }) => [code, documentId])).to.deep.equal([["02", "vb-hỏng"]]);
    expect(world.legacy.heard[0]?.reason).not.to.equal("");
    expect(await hub("stuck")).to.contain("refused");
    process.exitCode = undefined;
  });

  for (const [what, from, bytes] of [
    ["comes by another account than it names", "000.00.18.H38", () => brokenLetter()],
    ["is itself a state, handed in as a letter", organOf(interior), () => brokenStatus()],
  ] as const)
    it(`what cannot be read and ${what} is answered to nobody`, async () => {
      world.axis.join({ systemId: from, secret: from, organs: [from] });
      world.axis.put({ kind: "edoc", from, to, bytes: bytes() });
      await world.work();
      expect(await world.sql("select ending, state from letter_item")).to.deep.equal([
        { ending: "refused", state: "done" },
      ]);
      expect(await world.sql("select code, to_organs from letter_task")).to.deep.equal([]);
    });

  it("what cannot be read of a letter that is here does not refuse that letter", async () => {
    world.legacy.send({ to, documentId: "vb-hỏng" });
    await world.work();
    world.axis.put({ kind: "edoc", from: organOf(interior), to, bytes: brokenLetter() });
    await world.work();
    expect(await world.sql("select ending from letter_item order by id")).to.deep.equal([
      { ending: "stored" },
      { ending: "refused" },
    ]);
    expect(await world.sql("select code from letter_task")).to.deep.equal([{ code: "01" }]);
  });

  it("hub letters lists and shows letters without what they say, and links them", async () => {
    const code = await world.consulting();
    world.legacy.send({ to: [organOf(department)], subject: "Về bà Thử Nghiệm" });
    await world.work();
    expect(await hub("list", "--only", "unlinked")).to.match(/^1 {2}in {2}H38.16 .*đã đến \/ arrived {2}–$/);
    await hub("link", "1", code, "--reason", "Một cửa báo qua điện thoại", "--by", "vh-1");
    expect(await hub("list"))
      .to.contain(code)
      .and.not.contain("Thử Nghiệm");
    const [change] = await world.sql("select what, by, reason from letter_change where what = 'linked'");
    expect(change).to.deep.equal({ what: "linked", by: "vh-1", reason: "Một cửa báo qua điện thoại" });
    expect(await refusalOf(hub("link", "9", code, "--reason", "không có"))).to.match(/^There is no letter 9/);
  });

  it("hub letters retry: what the axis refused goes again, and what an operator knows to be there does not", async () => {
    const code = await world.consulting();
    const sendOne = async (number: string) => {
      const { sha256, size } = await world.upload(department, practicePdf("công văn"));
      const file = { sha256, size, name: "cv.pdf", mediaType: "application/pdf", kind: "other" };
      const body = {
        ...{ purpose: "other", to: [{ organ: organOf(interior) }], number, notation: "SXD", issued: "2026-11-20" },
        ...{ subject: "V/v", signer: { fullName: "Lê Văn Thử" }, files: [file] },
      };
      const { status, body: answer } = await world.post(department, `/v1/dossiers/${code}/letters`, body);
      expect(status, JSON.stringify(answer)).to.equal(201);
    };
    await sendOne("1");
    await sendOne("2");
    world.axis.failNext("sendEdoc", "fail", "fail");
    await world.work();
    expect((await hub("stuck")).split("\n")).to.have.length(2);
    process.exitCode = undefined;
    await hub("retry", "task", "1", "--reason", "Trục đã sửa danh sách", "--by", "vh-1");
    await hub("retry", "task", "2", "--there", "--reason", "Nơi nhận xác nhận đã có", "--by", "vh-1");
    // the command line has no other clock
    world.setClock(new Date(Date.now() + 1_000).toISOString());
    await world.work();
    world.legacy.turn();
    expect(world.legacy.letters.size).to.equal(1);
    const states = await world.sql("select state from letter order by id");
    expect(states).to.deep.equal([{ state: "sent" }, { state: "sent" }]);
    expect(await refusalOf(hub("retry", "task", "2", "--reason", "lần nữa"))).to.match(/does not wait any more/);
  });

  it("hub letters parked names what waits, and closes it with a reason", async () => {
    world.legacy.send({ to: [organOf(commune)], documentId: "vb-x" });
    const [letter] = world.axis.offeredTo(organOf(commune), "edoc");
    (letter as { state: string }).state = "done";
    world.legacy.recall("vb-x", "A", "Nhầm");
    await world.work();
    expect(await hub("parked")).to.match(/recall {2}chưa có văn bản \/ unknown {2}H38.17 {2}vb-x$/);
    expect(await refusalOf(hub("parked", "--close", "1"))).to.equal("--reason is needed.");
    expect(await hub("parked", "--close", "1", "--reason", "Nơi gửi rút lại qua điện thoại")).to.equal("");
    const counts = await countLetters(world.gateway.database.db, world.now());
    expect(counts.parked).to.deep.equal([]);
    expect(await world.sql("select said from letter_parked")).to.deep.equal([{ said: null }]);
  });

  it("metrics count what waits: receipts by their time, what is owed, what is parked, what is not ours", async () => {
    world.legacy.send({ to });
    await world.take();
    const count = () => countLetters(world.gateway.database.db, world.now());
    expect(await count()).to.deep.include({ receipts: [{ standing: "inTime", n: 1 }], requests: 0 });
    expect((await count()).tasks).to.deep.equal([{ kind: "report", state: "waiting", n: 1 }]);
    world.minutesLater(3 * 24 * 60 + 24 * 60);
    expect(await count()).to.deep.include({ receipts: [{ standing: "late", n: 1 }], oldestReceipt: 4 * 86_400 });
  });

  it("messages as they came are let go of in time; what they said stays", async () => {
    world.legacy.send({ to });
    await world.work();
    const { db } = world.gateway.database;
    expect(await forgetRaw(db, new Date("2026-11-20T09:00:00+07:00"))).to.equal(0);
    expect(await forgetRaw(db, new Date("2026-11-20T10:00:01+07:00"))).to.equal(1);
    expect((await world.get(commune, "/v1/letters/1")).body.files).to.have.length(1);
  });

  it("of what could not be read the fault's code and place are on record, and none of its words", async () => {
    const bytes = brokenStatus().replaceAll("StatusCode>99", "StatusCode>bà Thử Nghiệm");
    world.axis.put({ kind: "status", from: organOf(interior), to, bytes });
    await world.work();
    const fault = {
      code: "status-unknown",
      at: "/edXML/edXML:edXMLEnvelope/edXML:edXMLHeader/edXML:MessageHeader/edXML:StatusCode",
    };
    expect(await world.sql("select fault from letter_item")).to.deep.equal([{ fault }]);
    expect(await hub("stuck")).not.to.contain("Thử");
    process.exitCode = undefined;
    await forgetRaw(world.gateway.database.db, new Date("2026-11-20T10:00:01+07:00"));
    expect(await world.sql("select fault, raw_sha256 from letter_item")).to.deep.equal([{ raw_sha256: null, fault }]);
  });

  it("of trouble of ours with a letter none of its words is on record", async () => {
    world.legacy.send({ to, subject: "Về bà Thử Nghiệm", number: "7" });
    await world.sql("create unique index our_trouble on letter (subject, (1))");
    await world.sql(
      `insert into letter (side, account, unit, from_organ, from_key, to_organ, document_id, document_ids, subject, state)
       values ('in', 'practice', $1, 'x', 'x', 'x', 'x', '{x}', 'Về bà Thử Nghiệm', 'arrived')`,
      [commune],
    );
    try {
      await world.take();
    } finally {
      await world.sql("drop index our_trouble");
    }
    const [item] = await world.sql("select fault, troubles from letter_item");
    expect(item).to.deep.equal({ troubles: 1, fault: { code: "delayed", detail: "error 23505 our_trouble" } });
  });

  it("of an answer of the axis that is no JSON nothing is on record either", async () => {
    const { port, close } = await answering('{"status":"OK", bà Thử Nghiệm}');
    const client = letterClient(`http://127.0.0.1:${port}`, world.now);
    await world.sql(
      "insert into letter_item (account, message_type, axis_id, next_at) values ('practice', 'edoc', 'a', $1)",
      [world.now()],
    );
    await workItem(world.worker, client, new AbortController().signal);
    close();
    expect(await world.sql("select fault from letter_item")).to.deep.equal([
      { fault: { code: "delayed", detail: "not JSON" } },
    ]);
  });

  it("hub letters retry item is recorded with who and why; --there and --drop are for a task alone", async () => {
    world.axis.put({ kind: "edoc", from: organOf(interior), to, bytes: brokenLetter() });
    await world.work();
    const retry = (...words: string[]) => hub("retry", "item", "1", ...words);
    const who = ["--reason", "Nơi gửi đã sửa", "--by", "vh-1"];
    expect(await refusalOf(retry("--there", ...who))).to.equal("--there and --drop are for a task alone.");
    expect(await refusalOf(retry("--drop", ...who))).to.equal("--there and --drop are for a task alone.");
    expect(await refusalOf(hub("retry", "task", "1", "--there", "--drop", ...who))).to.equal(
      "Either --there or --drop.",
    );
    const decisions = () => world.sql("select item_id, what, by, reason from letter_item_decision");
    expect(await decisions()).to.deep.equal([]);
    await retry(...who);
    expect(await decisions()).to.deep.equal([{ item_id: "1", what: "again", by: "vh-1", reason: "Nơi gửi đã sửa" }]);
    expect(await world.sql("select state, ending from letter_item")).to.deep.equal([{ state: "listed", ending: null }]);
  });

  it("what is told of a fault's reason is erased with the dossier of the letter that it became", async () => {
    const code = await world.consulting();
    world.legacy.send({ to: [organOf(department)], referenceCodes: code });
    await world.work();
    await world.sql(
      "insert into letter_item_decision (item_id, what, by, reason, at) values (1, 'again', 'vh-1', 'hỏi ông VetTich', now())",
    );
    await world.erase(code);
    const [decision] = await world.sql("select by, reason from letter_item_decision");
    expect(decision?.["reason"]).not.to.contain("VetTich");
  });

  it("are erased with their dossier: subjects, reasons, officers, names, papers and messages; that they were stays", async () => {
    const code = await world.consulting();
    const { sha256, size } = await world.upload(department, practicePdf("VetTich"));
    await world.post(department, `/v1/dossiers/${code}/letters`, {
      ...{ purpose: "opinion", to: [{ organ: organOf(interior) }], number: "9", notation: "SXD", issued: "2026-11-20" },
      ...{ subject: "Về ông VetTich", officer: "cb-VetTich", signer: { fullName: "VetTich" } },
      files: [{ sha256, name: "VetTich.pdf", mediaType: "application/pdf", size, kind: "other" }],
    });
    await world.work();
    world.legacy.turn();
    world.legacy.answer(`${organOf(department)},2026/11/20,9/SXD`, "ResponseFor", { subject: "Ý kiến về ông VetTich" });
    await world.work();
    const came = world.axis.items.at(-1);
    world.axis.repeat(came?.docId ?? "", "\n");
    world.legacy.recall("000.00.17.H38,2026/11/20,1/CV-TAP", "A", "Nhầm ông VetTich");
    await world.work();
    const { db, sql } = world.gateway.database;
    const tables = [
      "letter",
      "letter_message",
      "letter_file",
      "letter_status",
      "letter_change",
      "letter_task",
      "letter_parked",
    ];
    const tells = async () => {
      const found: string[] = [];
      for (const table of [...tables, "letter_item", "dossier_file"]) {
        const [row] = await sql<{ text: string | null }>(`select string_agg(t::text, ' ') as text from ${table} t`);
        if (/VetTich/.test(row?.text ?? "")) found.push(table);
      }
      return found;
    };
    expect(await tells()).to.deep.equal(["letter", "letter_message", "letter_file", "letter_change", "dossier_file"]);
    await world.erase(code);
    expect(await tells()).to.deep.equal([]);
    await sweepFiles({ db, folder: world.gateway.folder }, new Date("2027-11-20T00:00:00Z"));
    expect(await sql("select from file")).to.deep.equal([]);
    const left = await sql("select side, state, code, linked_how from letter order by id");
    expect(left).to.deep.equal([
      { side: "out", state: "sent", code: "9/SXD", linked_how: "sent" },
      { side: "in", state: "arrived", code: "1/CV-TAP", linked_how: "responseFor" },
    ]);
  });
});

/** A server that gives every call the same answer. */
async function answering(body: string): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer((request, response) => {
    request.resume();
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** A state that no list has, with the identifier of its document in its header, too. */
const brokenStatus = (): string =>
  `<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLEnvelope ` +
  `xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From><edXML:OrganId>` +
  `${organOf(interior)}</edXML:OrganId></edXML:From><edXML:DocumentId>vb-x</edXML:DocumentId><edXML:ResponseFor><edXML:OrganId>` +
  `${organOf(commune)}</edXML:OrganId><edXML:DocumentId>vb-x</edXML:DocumentId></edXML:ResponseFor><edXML:StatusCode>99` +
  `</edXML:StatusCode></edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>`;

/** Its header reads; its file breaks off. */
const brokenLetter = (): string =>
  `<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLEnvelope ` +
  `xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From><edXML:OrganId>` +
  `${organOf(interior)}</edXML:OrganId></edXML:From><edXML:To><edXML:OrganId>${organOf(commune)}</edXML:OrganId></edXML:To>` +
  `<edXML:DocumentId>vb-hỏng</edXML:DocumentId><edXML:Code><edXML:CodeNumber>3</edXML:CodeNumber><edXML:CodeNotation>X` +
  `</edXML:CodeNotation></edXML:Code><edXML:Subject>V/v</edXML:Subject></edXML:MessageHeader></edXML:edXMLHeader>` +
  `</edXML:edXMLEnvelope><AttachmentEncoded><Attachment><ContentId>1</ContentId><AttachmentName>a.pdf</AttachmentName>` +
  `<edXML:ContentTransferEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">JVBERi0xL=jQ*</edXML:ContentTransferEncoded>` +
  `</Attachment></AttachmentEncoded></edXML>`;
