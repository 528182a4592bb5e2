import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import { watchLetters } from "../../core/service/letter-work.ts";
import { fromRoot } from "../../platform/root.ts";
import {
  commune,
  department,
  interior,
  openLetterWorld,
  organOf,
  type LetterTestWorld,
} from "../support/letter-world.ts";
import { letterBody, numbered, paperOf, toInterior } from "../support/own-letters.ts";

const documentId = numbered("45");

describe("letters that leave", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  let code: string;
  before(async () => (world = await openLetterWorld()));
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    code = await world.consulting();
  });

  const request = async (but: object = {}) => {
    const files = [await paperOf(world, "công văn xin ý kiến", "cong-van.pdf")];
    return letterBody(world, { purpose: "opinion", to: toInterior, subject: "V/v xin ý kiến hồ sơ", files, ...but });
  };
  const send = async (but: object = {}) => world.post(department, `/v1/dossiers/${code}/letters`, await request(but));
  const sent = async (but: object = {}) => {
    const { status, body } = await send(but);
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const refused = async (but: object) => {
    const { status, body } = await send(but);
    return [status, body.code, body.field];
  };
  const read = async (id = "1") => (await world.get(department, `/v1/letters/${id}`)).body;
  const ofDossier = async (unit = department) => (await world.get(unit, `/v1/dossiers/${code}/letters`)).body.letters;
  const stateOf = async (id = "1") => {
    const { state, addressees } = await read(id);
    return [state, addressees[0].state];
  };

  it("an opinion is asked by a letter, and the answer is offered to the officer as the opinion (T18)", async () => {
    const letter = await sent();
    expect(letter).to.deep.include({ side: "out", state: "queued", dossier: code, linkedHow: "sent", documentId });
    expect(letter.answerBy).to.equal("2026-11-27T10:30:00.000Z"); // the opinion's own deadline
    await world.work();
    expect(await stateOf()).to.deep.equal(["sent", "sent"]);
    world.legacy.turn();
    const there = world.legacy.letters.get(documentId);
    expect(there).to.deep.include({
      from: organOf(department),
      code: "45/SXD-VP",
      subject: "V/v xin ý kiến hồ sơ",
      times: 1,
    });
    expect(there?.referenceCodes).to.deep.equal([code]);
    expect(there?.files[0]?.bytes.toString()).to.equal(practicePdf("công văn xin ý kiến").toString());
    await world.work();
    expect(await stateOf()).to.deep.equal(["sent", "processing"]); // 01, 03 and 05 at once
    world.legacy.answer(documentId, "ResponseFor", { subject: "Thống nhất" });
    await world.work();
    const [answer, asked] = await ofDossier();
    expect(answer).to.deep.include({ side: "in", dossier: code, linkedHow: "responseFor", subject: "Thống nhất" });
    expect(asked).to.deep.include({ answeredBy: answer.id, answerBy: null });
    expect(answer.offer).to.deep.include({ step: "recordOpinion", by: department, role: "handler" });
    expect(answer.offer.reason).to.match(/^Công văn 1\/CV-TAP ngày 20\/11\/2026$/);
    // its papers are among the dossier's; the step is the officer's to take
    const dossier = (await world.get(department, `/v1/dossiers/${code}`)).body;
    expect(dossier.state).to.equal("consulting");
    expect(dossier.files.map(({ sha256 }: { sha256: string }) => sha256)).to.include(answer.files[0].sha256);
    const { step, role, reason } = answer.offer;
    const taken = await world.post(department, `/v1/dossiers/${code}/steps`, { step, role, reason });
    expect(taken.body.dossier.state).to.equal("appraising");
    expect((await read(answer.id)).offer).to.equal(null);
  });

  it("an answer that names it by ReplyFors is found, too, and one by the dossier's number", async () => {
    await sent();
    await world.work();
    world.legacy.turn();
    world.legacy.answer(documentId, "ReplyFors");
    world.legacy.send({ to: [organOf(department)], referenceCodes: code });
    await world.work();
    expect((await ofDossier()).map(({ linkedHow }: { linkedHow: string }) => linkedHow)).to.deep.equal([
      "referenceCode",
      "replyFor",
      "sent",
    ]);
  });

  it("a dossier's number that the receiver has nothing to do with links nothing (P12)", async () => {
    const applicant = { name: "Lê Thị Thử Nghiệm" };
    const other = await world.post(commune, "/v1/dossiers", {
      ...{ procedure: "1.002693", applicant, at: "2026-11-19T08:00:00+07:00" },
    });
    world.legacy.send({ to: [organOf(department)], referenceCodes: other.body.dossier.code as string });
    await world.work();
    const [letter] = (await world.get(department, "/v1/letters?only=unlinked")).body.letters;
    expect(letter).to.include({ side: "in", dossier: null });
  });

  it("a person links what names nothing, and moves a wrong link with the reason on record", async () => {
    world.legacy.send({ to: [organOf(department)] });
    await world.work();
    const link = (body: object) => world.post(department, "/v1/letters/1/link", body);
    expect((await link({ dossier: "H38.91-261120-9999" })).body.code).to.equal("dossier-unknown");
    expect((await link({ dossier: code })).body).to.include({ dossier: code, linkedHow: "person" });
    const first = code;
    code = await world.consulting();
    expect((await link({ dossier: code })).body.code).to.equal("letter-linked");
    const moved = (await link({ dossier: code, reason: "Gắn nhầm" })).body;
    expect(moved.dossier).to.equal(code);
    expect(moved.changes.at(-1)).to.deep.include({ what: "linkMoved", reason: "Gắn nhầm" });
    const before = (await world.get(department, `/v1/dossiers/${first}`)).body;
    expect(before.files).to.deep.equal([]);
  });

  it("whoever has nothing to do with the dossier sends nothing, and nobody recalls another agency's letter", async () => {
    expect((await world.post(commune, `/v1/dossiers/H38.91-000101-0001/letters`, await request())).status).to.equal(
      404,
    );
    await sent();
    expect((await world.post(commune, `/v1/letters/1/recall`, { reason: "x" })).body.code).to.equal("letter-unknown");
  });

  for (const [what, but, answer] of [
    [
      "an opinion that was not asked",
      { to: [{ organ: "000.00.18.H38" }] },
      [409, "letter-opinion-not-asked", "/to/0/organ"],
    ],
    ["a letter to oneself", { purpose: "other", to: [{ organ: department }] }, [422, "letter-to-self", "/to/0/organ"]],
    [
      "a receiver twice, in both notations",
      { purpose: "other", to: [{ organ: interior }, { organ: organOf(interior) }] },
      [422, "letter-receiver-repeated", "/to/1/organ"],
    ],
    [
      "a deadline that has passed",
      { answerBy: "2026-11-20T09:00:00+07:00" },
      [422, "letter-answer-by-passed", "/answerBy"],
    ],
    [
      "a file that is not there",
      { files: [{ sha256: "a".repeat(64), name: "x.pdf", mediaType: "application/pdf", size: 1, kind: "other" }] },
      [404, "file-unknown", "/files/0/sha256"],
    ],
    ["no file", { files: [] }, [400, "field-invalid", "/files"]],
    ["a day to come", { issued: "2026-11-21" }, [422, "letter-incomplete", "/promulgationDate"]],
  ] as const)
    it(`${what} is refused`, async () => {
      expect(await refused(but)).to.deep.equal(answer);
      expect(await ofDossier()).to.deep.equal([]);
    });

  it("number and notation are used once a year", async () => {
    await sent();
    expect(await refused({})).to.deep.equal([409, "letter-number-there", "/number"]);
  });

  it("an apology waits for its receipt, and no longer than its deadline", async () => {
    await sent({ purpose: "apology", answerBy: "2026-11-24T17:30:00+07:00" });
    await world.work();
    const watch = (at: string) => watchLetters({ db: world.gateway.database.db }, new Date(at));
    expect(await watch("2026-11-24T17:30:01+07:00")).to.deep.equal({ receipts: 0, answers: 1 });
    expect(await watch("2026-11-25T17:30:01+07:00")).to.deep.equal({ receipts: 0, answers: 0 });
    expect((await read()).answerLateAt).to.equal("2026-11-24T10:30:01.000Z");
  });

  it("once it is accepted nothing is waited for, though 06 never comes", async () => {
    await sent({ purpose: "result" });
    await world.work();
    world.legacy.turn();
    await world.work();
    expect((await read()).answerBy).to.equal(null);
  });

  it("refused by its receiver it says so with the reason; states come repeated and as one digit", async () => {
    Object.assign(world.legacy.habits, { onLetter: "refuse", oneDigit: true, repeats: true });
    await sent();
    await world.work();
    world.legacy.turn();
    await world.work();
    const letter = await read();
    expect(letter.addressees[0]).to.include({ state: "refused", contradicts: false });
    expect(
      letter.statuses.map(({ code: one, description }: { code: string; description: string }) => [one, description]),
    ).to.deep.equal([
      ["01", null],
      ["02", "Không thuộc thẩm quyền"],
    ]);
  });

  for (const [answer, state, result] of [
    ["15", "recalled", "agreed"],
    ["16", "processing", "refused"],
  ] as const)
    it(`a recall of ours that is answered ${answer} is ${result}`, async () => {
      world.legacy.habits.onRecall = answer;
      await sent();
      await world.work();
      world.legacy.turn();
      await world.work();
      world.minutesLater(1);
      const asked = await world.post(department, "/v1/letters/1/recall", { reason: "Sai số liệu" });
      expect(asked.body.addressees[0].recall).to.deep.include({ answer: "open" });
      expect((await world.post(department, "/v1/letters/1/recall", { reason: "lại" })).body.code).to.equal(
        "letter-recall-open",
      );
      await world.work();
      world.minutesLater(1);
      world.legacy.turn();
      expect(world.legacy.heard.at(-1)).to.include({ code: "13", reason: "Sai số liệu", documentId });
      await world.work();
      const [one] = (await read()).addressees;
      expect([one.state, one.recall.answer]).to.deep.equal([state, result]);
      const { files } = (await world.get(department, `/v1/dossiers/${code}`)).body;
      expect(files).to.have.length(answer === "15" ? 0 : 1);
    });

  it("what has not left is called off, and never leaves", async () => {
    await sent();
    const off = await world.post(department, "/v1/letters/1/recall", { reason: "Nhầm" });
    expect(off.body).to.deep.include({ state: "recalled" });
    await world.work();
    world.legacy.turn();
    expect(world.legacy.letters.size).to.equal(0);
  });

  it("of two receivers one named in both notations is one: nothing is called off for the other", async () => {
    const to = [
      { organ: organOf(interior), name: "Sở Nội vụ" },
      { organ: organOf(commune), name: "Ủy ban nhân dân xã" },
    ];
    await sent({ purpose: "explanation", to });
    const organs = [organOf(interior), interior];
    const { status, body } = await world.post(department, "/v1/letters/1/recall", { reason: "Nhầm nơi nhận", organs });
    expect([status, body.state, body.addressees[1].state], JSON.stringify(body)).to.deep.equal([
      201,
      "queued",
      "queued",
    ]);
  });

  it("refused by the axis it is a person's; a connection that breaks before anything left is tried again", async () => {
    await sent();
    world.axis.failNext("sendEdoc", "503");
    await world.work();
    expect((await read()).owed[0]).to.include({ kind: "send", state: "waiting" });
    world.minutesLater(1);
    world.axis.failNext("sendEdoc", "fail");
    await world.work();
    const failed = await read();
    expect(failed).to.include({ state: "failed" });
    expect(failed.owed[0]).to.include({ state: "forPerson" });
  });

  for (const fault of ["silentAfter", "500After"] as const)
    it(`an answer that is lost (${fault}): the axis is asked, and it is not sent twice (P6)`, async () => {
      await sent();
      world.axis.failNext("sendEdoc", fault);
      await world.work();
      expect((await read()).owed[0]).to.include({ kind: "send", state: "unknown" });
      world.minutesLater(1);
      await world.work();
      expect(await stateOf()).to.deep.equal(["sent", "sent"]);
      world.legacy.turn();
      expect(world.legacy.letters.get(documentId)?.times).to.equal(1);
    });

  it("an answer that is lost and a letter that never arrived: asked after, and sent again", async () => {
    await sent();
    world.axis.failNext("sendEdoc", "500");
    await world.work();
    world.minutesLater(10);
    await world.work();
    world.legacy.turn();
    expect(world.legacy.letters.get(documentId)?.times).to.equal(1);
    expect(await stateOf()).to.deep.equal(["sent", "sent"]);
  });

  describe("on an axis that lists what was sent without its number", () => {
    before(() => (world.axis.quirks.numberless = true));
    after(() => (world.axis.quirks.numberless = false));

    it("the line of another letter of the same title is not taken for one that never arrived", async () => {
      await sent({ purpose: "other", number: "12" });
      await world.work();
      await sent({ purpose: "other", number: "13" });
      world.axis.failNext("sendEdoc", "500");
      await world.work();
      expect((await read("2")).owed[0]).to.include({ kind: "send", state: "unknown" });
      world.minutesLater(10);
      await world.work();
      world.legacy.turn();
      const there = ["12", "13"].map(
        (number) => world.legacy.letters.get(`${organOf(department)},2026/11/20,${number}/SXD-VP`)?.times,
      );
      expect(there).to.deep.equal([1, 1]);
    });

    it("a line that may be another's is a person's: it neither leaves again nor counts as sent", async () => {
      await sent();
      world.axis.failNext("sendEdoc", "silentAfter");
      await world.work();
      world.minutesLater(10);
      await world.work();
      expect(await stateOf()).to.deep.equal(["queued", "queued"]);
      expect((await read()).owed[0]).to.include({ kind: "send", state: "forPerson" });
      world.legacy.turn();
      expect(world.legacy.letters.get(documentId)?.times).to.equal(1);
    });
  });

  it("a letter that left, and a database of ours that fails before that is on record: asked after, and not sent twice (P6)", async () => {
    await sent();
    await world.sql("alter table letter_task add constraint our_trouble check (state <> 'done') not valid");
    try {
      await world.work();
    } finally {
      await world.sql("alter table letter_task drop constraint our_trouble");
    }
    expect((await read()).owed[0]).to.include({ kind: "send", state: "unknown" });
    world.minutesLater(1);
    await world.work();
    expect(await stateOf()).to.deep.equal(["sent", "sent"]);
    world.legacy.turn();
    expect(world.legacy.letters.get(documentId)?.times).to.equal(1);
  });

  it("a receiver that answers has it, whatever our own call told us", async () => {
    await sent();
    world.axis.failNext("sendEdoc", "silentAfter");
    await world.work();
    world.legacy.turn();
    await world.work();
    expect(await stateOf()).to.deep.equal(["sent", "processing"]);
    expect((await read()).owed).to.deep.equal([]);
  });

  /** Runs a worker in a process of its own until it is killed there. */
  async function dieAt(place: string): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        ...[
          "--import",
          "tsx",
          fromRoot("test", "support", "letter-child.ts"),
          world.gateway.database.url,
          world.axis.url,
        ],
        ...[world.gateway.folder.root, place, world.now().toISOString()],
      ],
      { cwd: fromRoot(), stdio: ["ignore", "ignore", "inherit"] },
    );
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).to.equal("SIGKILL");
  }

  it("a worker that is killed after the axis took a letter, and before that was on record, leads to no second letter", async () => {
    await sent();
    await dieAt("after-send");
    expect((await read()).state).to.equal("queued");
    world.minutesLater(20);
    await world.work();
    expect(await stateOf()).to.deep.equal(["sent", "sent"]);
    world.legacy.turn();
    expect(world.legacy.letters.get(documentId)?.times).to.equal(1);
  });

  it("a worker that is killed before a letter left leaves one that is asked after and sent", async () => {
    await sent();
    await dieAt("before-send");
    world.minutesLater(20);
    await world.work();
    world.legacy.turn();
    expect(world.legacy.letters.get(documentId)?.times).to.equal(1);
  });

  it("a worker that is killed between storing and acknowledging is offered it again, and stores it once", async () => {
    world.legacy.send({ to: [organOf(department)] });
    await dieAt("before-done");
    expect(world.axis.offeredTo(organOf(department), "edoc")).to.have.length(1);
    world.minutesLater(20);
    await world.work();
    expect(world.axis.offeredTo(organOf(department), "edoc")).to.deep.equal([]);
    expect((await world.get(department, "/v1/letters")).body.letters).to.have.length(1);
    world.legacy.turn();
    expect(world.legacy.heard.filter(({ code: one }) => one === "01")).to.have.length(1);
  });

  for (const fault of ["silentBefore", "silentAfter", "500"] as const)
    it(`an acknowledgement that is lost (${fault}) is made again`, async () => {
      world.legacy.send({ to: [organOf(department)] });
      world.axis.failNext("updateStatus", fault);
      await world.work();
      world.minutesLater(2);
      await world.work();
      expect(world.axis.offeredTo(organOf(department), "edoc")).to.deep.equal([]);
      expect((await world.get(department, "/v1/letters")).body.letters).to.have.length(1);
    });

  it("what the axis spoils on the way is fetched again; an axis that is away hinders nothing", async () => {
    world.legacy.send({ to: [organOf(department)] });
    world.axis.failNext("getEdoc", "spoilt", "503", "truncated");
    for (let time = 0; time < 5; time += 1) {
      await world.work();
      world.minutesLater(10);
    }
    expect((await world.get(department, "/v1/letters")).body.letters).to.have.length(1);
  });

  it("a letter that answers one that came names it, and that one has its answer", async () => {
    world.legacy.send({ to: [organOf(department)], documentId: "vb-đến" });
    await world.work();
    await sent({ purpose: "explanation", answers: "1" });
    await world.work();
    world.legacy.turn();
    expect(world.legacy.letters.get(documentId)?.responseFor).to.deep.equal(["vb-đến"]);
    expect((await read("1")).answeredBy).to.equal("2");
  });
});
