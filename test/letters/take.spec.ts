import { expect } from "chai";
import {
  commune,
  department,
  interior,
  openLetterWorld,
  organOf,
  type LetterTestWorld,
} from "../support/letter-world.ts";

/** Over the axis' stand-in, with a legacy system that writes its own edXML. */
describe("letters that come", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  before(async () => (world = await openLetterWorld()));
  after(() => world.close());
  beforeEach(() => world.reset());

  const to = [organOf(commune)];
  const letters = async (path = "") => (await world.get(commune, `/v1/letters${path}`)).body.letters;
  const one = async (at = 0) => {
    const list = await letters();
    return (await world.get(commune, `/v1/letters/${list[at].id}`)).body;
  };
  const act = async (operation: string, body: object, id = "1") => {
    const { status, body: answer } = await world.post(commune, `/v1/letters/${id}/${operation}`, body);
    return status === 201 ? answer : [status, answer.code];
  };
  const items = () => world.sql("select message_type, state, ending from letter_item order by id");
  const codesHeard = () => world.legacy.heard.map(({ code }) => code);

  it("are stored with their papers, 01 goes by itself, and the axis offers them no more", async () => {
    world.legacy.send({ to, subject: "V/v phối hợp" });
    await world.work();
    world.legacy.turn();
    const letter = await one();
    expect(letter).to.deep.include({
      side: "in",
      unit: commune,
      state: "arrived",
      subject: "V/v phối hợp",
      dossier: null,
    });
    expect(letter.files).to.have.length(1);
    expect(letter.files[0]).to.include({ type: "pdf", counts: true, name: "cong-van.pdf", version: 1 });
    expect(letter.receiptDue).to.equal("2026-11-20T10:30:00.000Z"); // Friday, 17:30
    expect(codesHeard()).to.deep.equal(["01"]);
    expect(await items()).to.deep.equal([{ message_type: "edoc", state: "done", ending: "stored" }]);
    expect(world.axis.offeredTo(organOf(commune), "edoc")).to.deep.equal([]);
  });

  it("the same message under another number of the axis, with other line ends, is one letter", async () => {
    world.legacy.send({ to });
    const [item] = world.axis.offeredTo(organOf(commune), "edoc");
    world.axis.repeat(item?.docId ?? "", "\n");
    await world.work();
    expect(await letters()).to.have.length(1);
    expect((await items()).map(({ ending }) => ending)).to.deep.equal(["stored", "repeat"]);
  });

  it("number, notation and year again are kept, with a warning to the clerk", async () => {
    world.legacy.send({ to, number: "77", notation: "SNV", documentId: "first" });
    world.legacy.send({ to, number: "77", notation: "SNV", documentId: "second", subject: "Khác" });
    await world.work();
    const [second, first] = await letters();
    expect(first.warnings).to.deep.equal([]);
    expect(second.warnings).to.deep.equal([
      {
        ...{ code: "number-repeats", detail: first.id },
        vi: "Số, ký hiệu và năm đã có ở một văn bản khác của cùng nơi gửi.",
        en: "Another letter of the same sender has this number, notation and year.",
      },
    ]);
  });

  it("an update of one we never had is kept as a letter, with a warning; its original later is the version beneath", async () => {
    const id = world.legacy.send({ to, documentId: "vb-1" });
    const [original] = world.axis.offeredTo(organOf(commune), "edoc");
    world.axis.settle(original?.docId ?? "", "processing");
    world.legacy.sendAgain(id);
    for (const item of world.axis.items) if (item.docId === original?.docId) item.state = "done";
    await world.work();
    const update = await one();
    expect(update.business).to.equal("update");
    expect(update.warnings).to.have.length(1);
    expect(update.warnings[0]).to.include({ code: "update-of-unknown", detail: "vb-1" });
    world.axis.settle(original?.docId ?? "", "initial");
    await world.work();
    expect(await letters()).to.have.length(1);
    expect((await one()).version).to.equal(1);
  });

  it("sent again under the label of an update, nothing of it having changed, is a repeat", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.sendAgain(id);
    await world.work();
    expect((await items()).map(({ ending }) => ending)).to.deep.equal(["stored", "repeat"]);
    expect(await one()).to.deep.include({ version: 1, warnings: [] });
  });

  for (const path of ["A", "B"] as const)
    it(`a recall by path ${path} waits for a person, with 15 proposed; agreed to, it is cancelled and its sender told`, async () => {
      const id = world.legacy.send({ to });
      await world.work();
      await act("acceptance", { act: "accept" });
      world.legacy.recall(id, path, "Sai số liệu");
      await world.work();
      const asked = await one();
      expect(asked.state).to.equal("accepted");
      expect(asked.request).to.deep.include({
        ...{ kind: "recall", path: path === "A" ? "message" : "status", reason: "Sai số liệu", proposed: "15" },
      });
      expect(await letters("?only=asked")).to.have.length(1);
      const done = await act("recall", { answer: "agree" });
      expect(done).to.deep.include({ state: "recalled", request: null });
      await world.work();
      world.legacy.turn();
      expect(codesHeard()).to.deep.equal(["01", "03", "15"]);
      expect(done.changes.map(({ what }: { what: string }) => what)).to.deep.equal([
        "arrived",
        "accept",
        "recallAsked",
        "agree",
      ]);
    });

  it("13 without a reason is a recall, too", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.recall(id, "B");
    await world.work();
    expect((await one()).request).to.deep.include({ kind: "recall", reason: null });
  });

  it("a recall after completion is a person's: 15 is proposed, and 16 may be said with a reason", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    await act("acceptance", { act: "accept" });
    await act("status", { act: "complete" });
    world.legacy.recall(id, "A", "Nhầm");
    await world.work();
    expect(await one()).to.deep.include({ state: "completed" });
    expect((await one()).request.proposed).to.equal("15");
    expect(await act("recall", { answer: "decline" })).to.deep.equal([400, "field-invalid"]);
    const declined = await act("recall", { answer: "decline", reason: "Đã trả kết quả cho công dân" });
    expect(declined).to.deep.include({ state: "completed", request: null });
    await world.work();
    world.legacy.turn();
    expect(world.legacy.heard.at(-1)).to.include({ code: "16", reason: "Đã trả kết quả cho công dân" });
  });

  it("where the installation says so, a recall is answered at once: 15 before work began, 16 after it ended", async () => {
    world.setRules({ untouched: "agree", underway: "person", completed: "refuse" });
    const first = world.legacy.send({ to });
    const second = world.legacy.send({ to });
    await world.work();
    await act("acceptance", { act: "accept" }, "2");
    await act("status", { act: "complete" }, "2");
    for (const id of [first, second]) world.legacy.recall(id, "B", "Nhầm");
    await world.work();
    expect((await letters()).map(({ state }: { state: string }) => state)).to.deep.equal(["completed", "recalled"]);
    world.legacy.turn();
    expect(codesHeard().slice(-2)).to.have.members(["15", "16"]);
  });

  for (const path of ["A", "B"] as const)
    it(`a recall by path ${path} that comes before its letter waits, and is applied when the letter comes`, async () => {
      const id = world.legacy.send({ to });
      const [letter] = world.axis.offeredTo(organOf(commune), "edoc");
      world.axis.settle(letter?.docId ?? "", "processing");
      for (const item of world.axis.items) if (item.docId === letter?.docId) item.state = "done";
      world.legacy.recall(id, path, "Gửi nhầm");
      await world.work();
      expect(await letters()).to.deep.equal([]);
      expect(await world.sql("select kind, why from letter_parked where settled_at is null")).to.have.length(1);
      world.axis.settle(letter?.docId ?? "", "initial");
      await world.work();
      expect((await one()).request).to.deep.include({ kind: "recall", reason: "Gửi nhầm" });
      expect(await world.sql("select from letter_parked where settled_at is null")).to.deep.equal([]);
    });

  it("a recall twice asks once; once agreed to it is answered again", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.recall(id, "B", "một");
    world.legacy.recall(id, "B", "hai");
    await world.work();
    expect((await one()).request.reason).to.equal("một");
    await act("recall", { answer: "agree" });
    world.minutesLater(1);
    world.legacy.recall(id, "B", "ba");
    await world.work();
    world.legacy.turn();
    expect(codesHeard().filter((code) => code === "15")).to.have.length(2);
  });

  for (const path of ["A", "B"] as const)
    it(`the same recall by path ${path} again, after its letter came anew, asks anew; once more it does not`, async () => {
      const id = world.legacy.send({ to });
      const [letter] = world.axis.offeredTo(organOf(commune), "edoc");
      await world.work();
      world.legacy.recall(id, path, "Sai số liệu");
      const recall = world.axis.items.at(-1)?.docId ?? "";
      await world.work();
      await act("recall", { answer: "agree" });
      world.minutesLater(1);
      world.axis.repeat(letter?.docId ?? "");
      await world.work();
      expect(await one()).to.deep.include({ state: "arrived", request: null });
      world.axis.repeat(recall);
      await world.work();
      expect((await one()).request).to.deep.include({ kind: "recall", reason: "Sai số liệu" });
      world.axis.repeat(recall);
      await act("recall", { answer: "decline", reason: "Đã trả kết quả" });
      await world.work();
      expect(await one()).to.deep.include({ state: "arrived", request: null });
      expect((await items()).slice(-2).map(({ ending }) => ending)).to.deep.equal([
        path === "A" ? "changed" : "heard",
        "repeat",
      ]);
    });

  it("given back and sent again unchanged, it is there anew: its papers, its receipt and 01 again", async () => {
    const id = world.legacy.send({ to });
    const [item] = world.axis.offeredTo(organOf(commune), "edoc");
    await world.work();
    await act("acceptance", { act: "refuse", reason: "Thiếu phụ lục" });
    world.minutesLater(1);
    world.axis.repeat(item?.docId ?? "", "\r\n");
    await world.work();
    const again = await one();
    expect(again).to.deep.include({ state: "arrived", documentId: id, version: 2 });
    expect(again.files.map(({ counts }: { counts: boolean }) => counts)).to.deep.equal([false, true]);
    expect(await act("acceptance", { act: "accept" })).to.include({ state: "accepted" });
    await world.work();
    world.legacy.turn();
    expect(codesHeard()).to.deep.equal(["01", "02", "01", "03"]);
  });

  it("recalled and sent again under its old identifier, it is there anew", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.recall(id, "A", "Sai số liệu");
    await world.work();
    await act("recall", { answer: "agree" });
    world.minutesLater(1);
    world.legacy.sendAgain(id);
    await world.work();
    expect(await one()).to.deep.include({ state: "arrived", version: 2, request: null });
  });

  it("nobody but its sender recalls a letter: it waits for a person, and nothing changes", async () => {
    const id = world.legacy.send({ to, documentId: "vb-của-nội-vụ" });
    await world.work();
    const stranger = await import("../../adapters/edoc/stand-in/legacy.ts").then(({ startLegacy }) =>
      startLegacy(world.axis, { organId: "000.00.18.H38", now: world.now }),
    );
    stranger.send({ to, documentId: id, number: "1", notation: "X" });
    await world.work();
    // its own letter of the same name may be recalled by it; the other stays
    stranger.recall(id, "A", "lấy lại");
    await world.work();
    const states = (await letters()).map(
      ({ isRecallAsked, from }: { isRecallAsked: boolean; from: { organ: string } }) => [from.organ, isRecallAsked],
    );
    expect(states).to.deep.equal([
      ["000.00.18.H38", true],
      [organOf(interior), false],
    ]);
  });

  it("a replacement ends the old one, which keeps its papers; one that comes first awaits it", async () => {
    const old = world.legacy.send({ to });
    await world.work();
    world.legacy.replace([old], { subject: "Bản thay thế" });
    await world.work();
    const [next, before] = await letters();
    expect(before).to.include({ state: "replaced" });
    expect(next).to.include({ state: "arrived", subject: "Bản thay thế" });
    const kept = (await world.get(commune, `/v1/letters/${before.id}`)).body;
    expect(kept.replacedBy).to.equal(next.id);
    expect(kept.files).to.have.length(1);
  });

  it("an update or a replacement that the axis says another sent waits for a person, and changes nothing", async () => {
    const id = world.legacy.send({ to, subject: "V/v thật" });
    await world.work();
    const forge = (subject: string) => {
      const item = world.axis.items.at(-1);
      const bytes = Buffer.from(String(item?.bytes).replace("V/v thật", subject));
      world.axis.items[world.axis.items.length - 1] = { ...item, from: "000.00.18.H38", bytes } as never;
    };
    world.legacy.sendAgain(id);
    forge("V/v giả");
    world.legacy.replace([id], { subject: "V/v giả" });
    forge("V/v giả");
    await world.work();
    expect(await letters()).to.have.length(1);
    expect(await one()).to.deep.include({ state: "arrived", version: 1, subject: "V/v thật", replacedBy: null });
    expect(await world.sql("select kind, why from letter_parked order by id")).to.deep.equal([
      { kind: "update", why: "fromDiffers" },
      { kind: "replace", why: "fromDiffers" },
    ]);
  });

  it("a new letter that the axis says another sent is kept, and links itself to no dossier", async () => {
    const code = await world.consulting();
    world.legacy.send({ to: [organOf(department)], referenceCodes: code });
    const item = world.axis.items.at(-1);
    world.axis.items[world.axis.items.length - 1] = { ...item, from: "000.00.18.H38" } as never;
    await world.work();
    const [letter] = (await world.get(department, "/v1/letters")).body.letters;
    expect(letter.dossier).to.equal(null);
    expect(letter.warnings).to.have.length(1);
    expect(letter.warnings[0]).to.include({ code: "from-differs", detail: "000.00.18.H38" });
    const path = `/v1/letters/${letter.id}`;
    const linked = await world.post(department, `${path}/link`, { dossier: code, reason: "Đã hỏi qua điện thoại" });
    expect(linked.body).to.deep.include({ dossier: code, offer: null });
  });

  it("a status of a document that nobody knows waits, and harms nothing", async () => {
    world.legacy.send({ to });
    const id = world.legacy.send({ to, documentId: "vb-lạ" });
    await world.work();
    world.axis.put({
      ...{ kind: "status", from: organOf(interior), to },
      bytes: statusOf("03", "không-có", "1/KHONG-CO"),
    });
    await world.work();
    expect(await world.sql("select kind, why, document_id from letter_parked")).to.deep.equal([
      { kind: "status", why: "unknown", document_id: "không-có" },
    ]);
    expect(id).to.equal("vb-lạ");
    expect((await items()).map(({ ending, state }) => [ending, state])).to.deep.include(["parked", "done"]);
  });

  it("what cannot be read is kept as it came, answered 02 where it says whom, and harms nothing else", async () => {
    const put = (bytes: string) => world.axis.put({ kind: "edoc", from: organOf(interior), to, bytes });
    put('<?xml version="1.0"?><!DOCTYPE edXML [<!ENTITY a "b">]><edXML>&a;</edXML>');
    world.legacy.send({ to, documentId: "vb-lành" });
    world.legacy.send({ to, documentId: "vb-lạ" });
    const strange = world.axis.items.at(-1);
    const noFile = String(strange?.bytes).replace(/TransferEncoded xmlns[^>]*>[^<]{8}/, "$&*");
    Object.assign(strange ?? {}, { bytes: Buffer.from(noFile) });
    await world.work();
    world.legacy.turn();
    // of the one without a name nobody can be told
    expect(world.legacy.heard.map(({ code, documentId }) => [code, documentId])).to.have.deep.members([
      ["01", "vb-lành"],
      ["02", "vb-lạ"],
    ]);
    const told = world.legacy.heard.find(({ code }) => code === "02");
    expect(told).to.include({ from: organOf(commune) });
    expect(told?.reason).to.match(/^base64-/);
    expect((await items()).map(({ ending, state }) => [ending, state])).to.have.deep.members([
      ["refused", "done"],
      ["refused", "done"],
      ["stored", "done"],
    ]);
    const [raw] = await world.sql<{ raw_sha256: string }>(
      "select raw_sha256 from letter_item where ending = 'refused'",
    );
    expect(raw?.raw_sha256).to.match(/^[0-9a-f]{64}$/);
  });

  it("what the axis answers instead of a letter costs no letter, however often: it is delayed, listed, and never told fail", async () => {
    world.legacy.send({ to });
    for (const fault of [
      "fail",
      "401",
      "html",
      "redirect",
      "503",
      "spoilt",
      "fail",
      "redirect",
      "html",
      "fail",
    ] as const) {
      // a name that is refused is renewed and refused once more
      world.axis.failNext("getEdoc", fault);
      await world.take();
      world.minutesLater(61);
    }
    expect(await items()).to.deep.equal([{ message_type: "edoc", state: "listed", ending: null }]);
    expect(world.axis.items[0]?.state).to.equal("initial");
    await world.work();
    expect(await items()).to.deep.equal([{ message_type: "edoc", state: "done", ending: "stored" }]);
  });

  it("trouble of ours is counted by itself, and given up with the bytes as they came", async () => {
    world.legacy.send({ to });
    world.axis.failNext("getEdoc", ...Array.from({ length: 9 }, () => "503" as const));
    for (let time = 0; time < 9; time += 1) {
      await world.take();
      world.minutesLater(61);
    }
    await world.sql("alter table letter add constraint our_trouble check (false) not valid");
    try {
      for (let time = 0; time < 8; time += 1) {
        expect(await items()).to.deep.equal([{ message_type: "edoc", state: "listed", ending: null }]);
        await world.take();
        world.minutesLater(61);
      }
    } finally {
      await world.sql("alter table letter drop constraint our_trouble");
    }
    expect(await items()).to.deep.equal([{ message_type: "edoc", state: "failed", ending: "trouble" }]);
    const [item] = await world.sql<{ raw_sha256: string }>("select raw_sha256 from letter_item");
    expect(item?.raw_sha256).to.match(/^[0-9a-f]{64}$/);
  });

  for (const [what, but] of [
    ["DocumentId", { documentId: "d".repeat(600) }],
    ["number", { number: "1".repeat(600) }],
  ] as const)
    it(`a ${what} of 600 letters is refused with 02, and no trouble of ours`, async () => {
      world.legacy.send({ to, ...but });
      await world.work();
      world.legacy.turn();
      expect(await items()).to.deep.equal([{ message_type: "edoc", state: "done", ending: "refused" }]);
      expect(codesHeard()).to.deep.equal(["02"]);
    });

  it("for none of ours is not taken in, and is there to be seen", async () => {
    world.axis.join({ systemId: "other", secret: "other", organs: ["000.00.99.H38"] });
    world.legacy.send({ to: ["000.00.99.H38"] });
    const stray = world.axis.items.at(-1);
    world.axis.put({ kind: "edoc", from: organOf(interior), to, bytes: stray?.bytes ?? "" });
    await world.work();
    expect(await items()).to.deep.equal([{ message_type: "edoc", state: "done", ending: "notOurs" }]);
    expect(await letters()).to.deep.equal([]);
  });

  it("to two agencies of ours is two letters, each with its own receipt", async () => {
    world.legacy.send({ to: [organOf(commune), organOf(department)] });
    await world.work();
    const [mine] = await letters();
    await act("acceptance", { act: "accept" }, mine.id);
    const theirs = (await world.get(department, "/v1/letters")).body.letters;
    expect(theirs).to.have.length(1);
    expect(theirs[0]).to.include({ state: "arrived", unit: department });
    expect((await world.get(commune, `/v1/letters/${theirs[0].id}`)).status).to.equal(404);
  });

  for (const path of ["A", "B"] as const)
    for (const comes of ["after", "before"] as const)
      it(`to two agencies of ours, and asked back by path ${path} ${comes} it came, is asked of both`, async () => {
        const id = world.legacy.send({ to: [organOf(commune), organOf(department)] });
        const letter = world.axis.items.find(({ kind }) => kind === "edoc");
        if (comes === "after") await world.work();
        else Object.assign(letter ?? {}, { state: "done" });
        world.legacy.recall(id, path, "Sai số liệu");
        await world.work();
        Object.assign(letter ?? {}, { state: "initial" });
        await world.work();
        expect(await world.sql("select unit, request from letter order by unit")).to.deep.equal([
          { unit: department, request: "recall" },
          { unit: commune, request: "recall" },
        ]);
        expect(await world.sql("select from letter_parked where settled_at is null")).to.deep.equal([]);
      });

  it("a 13 that names one of the two agencies of ours is asked of that one alone", async () => {
    const id = world.legacy.send({ to: [organOf(commune), organOf(department)] });
    await world.work();
    world.legacy.recall(id, "B", "Sai số liệu");
    world.axis.items.pop();
    await world.work();
    expect(await world.sql("select unit, request from letter order by unit")).to.deep.equal([
      { unit: department, request: null },
      { unit: commune, request: "recall" },
    ]);
  });

  it("is refused with a reason, which its sender gets", async () => {
    world.legacy.send({ to });
    await world.work();
    expect(await act("acceptance", { act: "refuse" })).to.deep.equal([400, "field-invalid"]);
    expect(await act("acceptance", { act: "refuse", reason: "Gửi sai nơi nhận" })).to.include({ state: "refused" });
    expect(await act("acceptance", { act: "accept" })).to.deep.equal([409, "letter-not-now"]);
    await world.work();
    world.legacy.turn();
    expect(world.legacy.heard.at(-1)).to.include({ code: "02", reason: "Gửi sai nơi nhận" });
  });

  it("a receipt that was not told on its day is late, once", async () => {
    const { watchLetters } = await import("../../core/service/letter-work.ts");
    world.legacy.send({ to });
    await world.work();
    const watch = (at: string) => watchLetters({ db: world.gateway.database.db }, new Date(at));
    expect(await watch("2026-11-20T17:30:00+07:00")).to.deep.equal({ receipts: 0, answers: 0 });
    expect(await watch("2026-11-20T17:30:01+07:00")).to.deep.equal({ receipts: 1, answers: 0 });
    expect(await watch("2026-11-20T18:00:00+07:00")).to.deep.equal({ receipts: 0, answers: 0 });
    expect(await letters("?only=late")).to.have.length(1);
  });
});

const statusOf = (code: string, documentId: string, number: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLEnvelope ` +
  `xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From><edXML:OrganId>` +
  `${organOf(interior)}</edXML:OrganId></edXML:From><edXML:ResponseFor><edXML:OrganId>${organOf(commune)}</edXML:OrganId>` +
  `<edXML:Code>${number}</edXML:Code><edXML:DocumentId>${documentId}</edXML:DocumentId></edXML:ResponseFor>` +
  `<edXML:StatusCode>${code}</edXML:StatusCode><edXML:Timestamp>2026/11/20 09:00:00</edXML:Timestamp>` +
  `</edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>`;
