import { expect } from "chai";
import { toldOf } from "../../core/domain/letter/story.ts";
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

describe("what of a letter's history is its dossier's", () => {
  for (const [what, details, told] of [
    ["queued", {}, null],
    ["sent", { axisId: "x" }, "sent"],
    ["sent", { business: "replace" }, "sent"],
    ["sent", { business: "update" }, null],
    ["sent", { business: "recall" }, null],
    ["agree", { now: "recalled" }, "recalled"],
    ["agree", { now: "accepted" }, null],
    ["decline", {}, "recallRefused"],
    ["heard", { was: "sent", now: "arrived" }, "arrived"],
    ["heard", { was: "arrived", now: "refused" }, "refused"],
    ["heard", { was: "processing", now: "processing", request: "recall", answer: "refused" }, "recallRefused"],
    ["heard", { was: "processing", now: "recalled", request: "recall", answer: "agreed" }, "recalled"],
    ["heard", { was: "processing", now: "processing", request: "update", answer: "agreed" }, null],
    ["cameAgain", {}, null],
    ["constructor", {}, null],
  ] as const)
    it(`${what} ${JSON.stringify(details)}: ${told ?? "nothing"}`, () => expect(toldOf(what, details)).to.equal(told));
});

describe("letters in the story of their dossier", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  let code: string;
  before(async () => (world = await openLetterWorld()));
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    code = await world.consulting();
  });

  const send = async (but: object = {}) => {
    const said = { subject: "V/v VetTich", files: [await paperOf(world, "xin ý kiến", "VetTich.pdf")] };
    const request = await letterBody(world, { purpose: "opinion", to: toInterior, ...said, ...but });
    const { status, body } = await world.post(department, `/v1/dossiers/${code}/letters`, request);
    expect(status, JSON.stringify(body)).to.equal(201);
  };
  const round = () => world.round();
  const answer = async () => {
    await send();
    await round();
    world.legacy.answer(documentId, "ResponseFor", { subject: "VetTich" });
    await round();
    const [came] = (await world.get(department, "/v1/letters?side=in")).body.letters;
    return (await world.get(department, `/v1/letters/${came.id}`)).body;
  };
  const timeline = async (unit = department) => (await world.get(unit, `/v1/dossiers/${code}/timeline`)).body;
  const told = async (unit = department) =>
    (await timeline(unit)).letters.map((one: { side: string; what: string; other: string | null }) =>
      [one.side, one.what, one.other].join(" "),
    );
  const step = (body: object, unit = department) => world.post(unit, `/v1/dossiers/${code}/steps`, body);
  const theirs = organOf(interior);

  it("sent, heard, answered, arrived, linked, taken for the opinion: oldest first", async () => {
    const letter = await answer();
    const taken = await step(letter.offer as object);
    expect(taken.status, JSON.stringify(taken.body)).to.equal(201);
    expect(await told()).to.deep.equal([
      "out sent ",
      `out arrived ${theirs}`,
      `out accepted ${theirs}`,
      `out processing ${theirs}`,
      `in arrived ${theirs}`,
      `in linked ${theirs}`,
      "out answered ",
      `in opinionRecorded ${theirs}`,
    ]);
    const [first] = (await timeline()).letters;
    expect(first).to.deep.include({
      letter: "1",
      unit: department,
      code: "45/SXD-VP",
      by: "hub:letters",
      reason: null,
    });
  });

  it("recalled and replaced, refused and late, with reasons for those who work on it", async () => {
    await send({ purpose: "other" });
    await round();
    world.legacy.habits.onRecall = "16";
    await world.post(department, "/v1/letters/1/recall", { reason: "Nhầm VetTich" });
    await round();
    const asked = (await timeline()).letters.find(({ what }: { what: string }) => what === "recallAsked");
    expect(asked).to.deep.include({ reason: "Nhầm VetTich", other: null });
    expect((await told()).slice(-2)).to.deep.equal(["out recallAsked ", `out recallRefused ${theirs}`]);
  });

  it("a party that does not work on it learns that there were letters, and no word of them", async () => {
    const letter = await answer();
    await world.post(department, "/v1/letters/1/recall", { reason: "Nhầm VetTich" });
    await round();
    await step(letter.offer as object);
    const seen = await timeline(department);
    expect(JSON.stringify(seen.letters)).to.contain("VetTich");
    // as if another agency had it by now, and another one-stop had received it
    await world.sql("update dossier set held_by = 'H38', returns_to = 'H38'");
    const other = await timeline(commune);
    expect(other.letters).to.have.length(seen.letters.length);
    expect(JSON.stringify(other.letters)).not.to.contain("VetTich");
    const views = (await world.get(commune, `/v1/dossiers/${code}/letters`)).body;
    expect(JSON.stringify(views)).not.to.contain("VetTich");
  });

  it("whoever has nothing to do with the dossier learns nothing", async () => {
    await send();
    await world.gateway.register("h38-17", [interior]);
    const token = await world.gateway.tokenOf("h38-17");
    // asked for its opinion it is a party; of another dossier it is none
    expect((await world.gateway.send("GET", `/v1/dossiers/${code}/timeline`, { token })).status).to.equal(200);
    const applicant = { name: "Lê Thị Thử Nghiệm" };
    const receipt = { procedure: "1.002693", applicant, at: "2026-11-19T08:00:00+07:00" };
    const { body } = await world.post(commune, "/v1/dossiers", receipt);
    const path = `/v1/dossiers/${body.dossier.code as string}/timeline`;
    expect((await world.gateway.send("GET", path, { token })).status).to.equal(404);
  });

  describe("the opinion that came by letter (T18)", () => {
    it("is recorded by what the letter offers, in one call; step and letter name each other", async () => {
      const letter = await answer();
      expect(letter.offer).to.deep.equal({
        ...{ step: "recordOpinion", by: department, role: "handler", letter: letter.id },
        reason: "Công văn 1/CV-TAP ngày 20/11/2026",
      });
      const { body } = await step(letter.offer as object);
      expect(body.dossier.state).to.equal("appraising");
      expect(body.event.reason).to.equal("Công văn 1/CV-TAP ngày 20/11/2026");
      const after = (await world.get(department, `/v1/letters/${letter.id as string}`)).body;
      expect(after.opinion).to.deep.equal({ revision: body.event.revision, at: body.event.at });
      expect(after.offer).to.equal(null);
      const [kept] = await world.sql("select details from dossier_event where step = 'recordOpinion'");
      expect(kept?.["details"]).to.deep.equal({ letter: letter.id });
      // its papers are the dossier's
      const { files } = (await world.get(department, `/v1/dossiers/${code}`)).body;
      expect(files.map(({ sha256 }: { sha256: string }) => sha256)).to.include(letter.files[0].sha256);
    });

    it("keeps the officer's own reason; without one it is the letter's name", async () => {
      const { offer } = await answer();
      expect((await step({ ...(offer as object), reason: undefined })).body.event.reason).to.equal(
        "Công văn 1/CV-TAP ngày 20/11/2026",
      );
      await world.reset();
      code = await world.consulting();
      const own = { ...((await answer()).offer as object), reason: "Thống nhất, xem công văn" };
      expect((await step(own)).body.event.reason).to.equal("Thống nhất, xem công văn");
    });

    it("a letter of ours, of another dossier, given back, or of nobody is not the opinion", async () => {
      const letter = await answer();
      const offer = letter.offer as object;
      const refused = async (but: object) => {
        const { status, body } = await step({ ...offer, ...but });
        return [status, body.code, body.field];
      };
      const not = [409, "letter-not-the-opinion", "/letter"];
      expect(await refused({ letter: "1" })).to.deep.equal(not);
      expect(await refused({ letter: "99" })).to.deep.equal(not);
      expect((await refused({ letter: "x" })).slice(0, 2)).to.deep.equal([400, "field-invalid"]);
      expect((await refused({ step: "returnToHandler" })).slice(0, 2)).to.deep.equal([400, "field-invalid"]);
      const first = code;
      code = await world.consulting();
      expect(await refused({})).to.deep.equal(not);
      code = first;
      await world.post(department, `/v1/letters/${letter.id as string}/acceptance`, { act: "refuse", reason: "Nhầm" });
      expect(await refused({})).to.deep.equal(not);
      expect((await world.get(department, `/v1/dossiers/${code}`)).body.state).to.equal("consulting");
    });

    it("once it is recorded the same letter is not recorded again", async () => {
      const { offer } = await answer();
      await step(offer as object);
      expect((await step(offer as object)).body.code).to.equal("step-not-allowed");
    });
  });
});
