import { expect } from "chai";
import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import { decideTask } from "../../core/service/letter-decide.ts";
import { countLetters } from "../../core/service/letter-work.ts";
import {
  commune,
  department,
  interior,
  openLetterWorld,
  organOf,
  type LetterTestWorld,
} from "../support/letter-world.ts";

const documentId = `${organOf(department)},2026/11/20,45/SXD`;
const to = [organOf(commune)];

for (const face of ["knobstick", "lgsp"] as const)
  describe(`letters through the whole loop, ${face}`, function () {
    this.timeout(60_000);
    let world: LetterTestWorld;
    before(async () => (world = await openLetterWorld({ face })));
    after(() => world.close());
    beforeEach(() => world.reset());

    const one = async (id = 1, unit: string = commune) => (await world.get(unit, `/v1/letters/${id}`)).body;
    const calls = (verb: string) => world.axis.calls.filter((call) => call.verb === verb).length;
    const heard = () => world.legacy.heard.map(({ code }) => code);
    const turn = async () => {
      await world.work();
      world.legacy.turn();
      await world.work();
    };
    const send = async () => {
      const code = await world.consulting();
      const { sha256, size } = await world.upload(department, practicePdf("công văn"));
      const { status, body } = await world.post(department, `/v1/dossiers/${code}/letters`, {
        ...{ purpose: "opinion", to: [{ organ: organOf(interior) }], number: "45", notation: "SXD" },
        ...{ issued: "2026-11-20", subject: "V/v xin ý kiến", signer: { fullName: "Lê Văn Thử" } },
        files: [{ sha256, size, name: "cv.pdf", mediaType: "application/pdf", kind: "other" }],
      });
      expect(status, JSON.stringify(body)).to.equal(201);
      return code;
    };
    const states = async () => {
      const { state, addressees } = await one(1, department);
      return [state, addressees[0].state];
    };

    it("one that comes is taken in with its paper, acknowledged and answered 01, then 03", async () => {
      world.legacy.send({ to, subject: "V/v phối hợp" });
      await turn();
      expect(await one()).to.deep.include({ state: "arrived", subject: "V/v phối hợp" });
      const [{ sha256 }] = (await one()).files;
      expect((await world.get(commune, `/v1/files/${sha256 as string}`)).status).to.equal(200);
      expect(world.axis.items[0]?.state).to.equal("done");
      await world.post(commune, "/v1/letters/1/acceptance", { act: "accept" });
      await turn();
      expect(heard()).to.deep.equal(["01", "03"]);
      expect(await world.sql("select state from letter_task where state <> 'done'")).to.deep.equal([]);
    });

    it("what is done is not read again, though the list has it for days", async () => {
      world.legacy.send({ to });
      await world.work();
      const fetched = calls("getEdoc");
      for (let day = 0; day < 3; day += 1) {
        world.minutesLater(24 * 60);
        await world.work();
      }
      expect(calls("getEdoc")).to.equal(fetched);
      expect(await world.sql("select state, ending from letter_item")).to.deep.equal([
        { state: "done", ending: "stored" },
      ]);
    });

    it("what came while nobody asked is found days later", async () => {
      await world.work();
      world.minutesLater(24 * 60);
      world.legacy.send({ to });
      world.minutesLater(12 * 24 * 60);
      await world.work();
      expect(await one()).to.include({ state: "arrived" });
    });

    for (const fault of ["silentAfter", "500", "truncated"] as const)
      it(`an acknowledgement that is lost (${fault}) is made again, and the letter is one`, async () => {
        world.legacy.send({ to });
        world.axis.failNext("updateStatus", fault);
        await world.work();
        world.minutesLater(2);
        await world.work();
        expect(world.axis.items[0]?.state).to.equal("done");
        expect(await world.sql("select count(*)::integer as n from letter")).to.deep.equal([{ n: 1 }]);
      });

    it("what is fetched and breaks off is fetched again", async () => {
      world.legacy.send({ to });
      world.axis.failNext("getEdoc", "truncated", "spoilt", "503");
      for (let time = 0; time < 4; time += 1) {
        await world.work();
        world.minutesLater(5);
      }
      expect(await one()).to.include({ state: "arrived" });
    });

    for (const path of ["A", "B"] as const)
      it(`a recall by path ${path} asks the agency, whose 15 its sender gets`, async () => {
        const id = world.legacy.send({ to });
        await world.work();
        world.legacy.recall(id, path, "Sai số liệu");
        await world.work();
        expect((await one()).request).to.deep.include({ kind: "recall", reason: "Sai số liệu" });
        await world.post(commune, "/v1/letters/1/recall", { answer: "agree" });
        await turn();
        expect(heard()).to.deep.equal(["01", "15"]);
      });

    it("one that leaves lies there once with its paper; its states and its answer come back", async () => {
      const code = await send();
      await turn();
      expect(world.legacy.letters.get(documentId)).to.deep.include({
        code: "45/SXD",
        subject: "V/v xin ý kiến",
        times: 1,
      });
      expect(world.legacy.letters.get(documentId)?.files[0]?.bytes.equals(practicePdf("công văn"))).to.equal(true);
      expect(await states()).to.deep.equal(["sent", "processing"]);
      world.legacy.answer(documentId, "ResponseFor", { subject: "Thống nhất" });
      await world.work();
      expect(await one(2, department)).to.deep.include({ dossier: code, linkedHow: "responseFor" });
    });

    it("a receiver that the axis does not take is a person's, and nothing leaves again", async () => {
      await send();
      world.axis.failNext("sendEdoc", face === "lgsp" ? "code:23" : "fail");
      await world.work();
      world.minutesLater(60);
      await world.work();
      expect(await states()).to.deep.equal(["failed", "queued"]);
      expect(world.axis.items.filter(({ kind }) => kind === "edoc")).to.deep.equal([]);
    });

    for (const [fault, isThere] of [
      ["silentAfter", true],
      ["500", false],
    ] as const)
      it(`an answer that is lost (${fault}) leads to no second letter (P6)`, async () => {
        await send();
        world.axis.failNext("sendEdoc", fault);
        await world.work();
        world.minutesLater(10);
        await world.work();
        if (face === "lgsp") {
          // it lists nothing of what was sent: a person asks the receiver
          expect((await one(1, department)).owed[0]).to.include({ kind: "send", state: "forPerson" });
          expect(world.axis.items).to.have.length(isThere ? 1 : 0);
          const who = { by: "vh-1", reason: "Đã hỏi nơi nhận", at: world.now() };
          await decideTask(world.gateway.database.db, 1n, isThere ? "there" : "again", who);
        }
        await turn();
        expect(world.legacy.letters.get(documentId)?.times).to.equal(1);
        expect(await states()).to.deep.equal(["sent", "processing"]);
      });

    it("a state that is lost on its way is told again: the same said twice is said once", async () => {
      world.legacy.send({ to });
      world.axis.failNext("sendEdoc", "silentAfter");
      await world.work();
      world.minutesLater(1);
      await turn();
      expect(new Set(heard())).to.deep.equal(new Set(["01"]));
      expect(await world.sql("select state from letter_task")).to.deep.equal([{ state: "done" }]);
    });

    it("whoever is not let in waits, and loses nothing", async () => {
      world.legacy.send({ to });
      // on the REST face a token that is refused is renewed once
      world.axis.failNext("received", ...(face === "lgsp" ? (["code:15"] as const) : (["401"] as const)));
      await world.work();
      await world.work();
      expect((await countLetters(world.gateway.database.db, world.now())).gates).to.have.length(1);
      world.minutesLater(1);
      await turn();
      expect(heard()).to.deep.equal(["01"]);
      expect((await countLetters(world.gateway.database.db, world.now())).gates).to.deep.equal([]);
    });
  });

describe("letters through the whole loop, lgsp alone", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  before(async () => (world = await openLetterWorld({ face: "lgsp" })));
  after(() => world.close());
  beforeEach(() => world.reset());

  for (const verb of ["received", "getEdoc", "updateStatus", "sendEdoc"] as const)
    it(`a token that ends before ${verb} is renewed, and the work is done in one go`, async () => {
      world.legacy.send({ to });
      world.axis.failNext(verb, "401");
      await world.work();
      world.legacy.turn();
      expect(world.legacy.heard.map(({ code }) => code)).to.deep.equal(["01"]);
      expect(world.axis.items.map(({ state }) => state)).to.deep.equal(["done", "done"]);
    });

  it("a login that is refused makes the account wait, and asks for no second one at once", async () => {
    world.legacy.send({ to });
    world.axis.failNext("received", "401");
    world.axis.failNext("login", "401");
    const before = world.axis.calls.filter(({ verb }) => verb === "login").length;
    await world.work();
    await world.work();
    expect(world.axis.calls.filter(({ verb }) => verb === "login").length - before).to.equal(1);
    world.minutesLater(1);
    await world.work();
    expect((await world.get(commune, "/v1/letters/1")).body).to.include({ state: "arrived" });
  });
});
