import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { expect } from "chai";
import { sql as raw } from "kysely";
import { applyParked, decideTask } from "../../core/service/letter-decide.ts";
import { fromRoot } from "../../platform/root.ts";
import type { Answer } from "../support/gateway.ts";
import { eventually } from "../support/eventually.ts";
import { judgeBySchema } from "../support/edxml-write.ts";
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
const later = numbered("46");

/** Recalled, updated, replaced (NĐ 30 art. 18): over the axis' stand-in, to a legacy system and to another agency of the hub. */
describe("letters of ours that are recalled, updated and replaced", function () {
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

  const paper = (words: string) => paperOf(world, words);
  const body = (but: object = {}) => letterBody(world, but);
  const toCommune = { organ: organOf(commune), name: "UBND xã Mẫu" };
  const post = async (path: string, request: object) => world.post(department, path, request);
  const done = async (answer: Promise<Answer>) => {
    const { status, body: said } = await answer;
    expect(status, JSON.stringify(said)).to.equal(201);
    return said;
  };
  const refusal = async (answer: Promise<Answer>) => {
    const { status, body: said } = await answer;
    return [status, said.code, said.field ?? null];
  };
  const send = async (but: object = {}) =>
    done(post(`/v1/dossiers/${code}/letters`, { ...(await body()), purpose: "other", to: toInterior, ...but }));
  /** Sent, received and answered by the legacy system. */
  const sent = async (but: object = {}) => {
    await send(but);
    await round();
  };
  const round = () => world.round();
  const recall = (but: object = {}, id = "1") => post(`/v1/letters/${id}/recall`, { reason: "Sai số liệu", ...but });
  const update = (but: object = {}, id = "1") => post(`/v1/letters/${id}/update`, { reason: "Sửa số liệu", ...but });
  const replace = async (but: object = {}, id = "1") =>
    post(`/v1/letters/${id}/replacement`, {
      ...(await body({ number: "46", files: [await paper("thay thế")] })),
      ...{ reason: "Sai căn cứ", ...but },
    });
  const read = async (id = "1") => (await world.get(department, `/v1/letters/${id}`)).body;
  const there = (id = documentId) => world.legacy.letters.get(id);
  const names = async () =>
    (await world.get(department, `/v1/dossiers/${code}`)).body.files.map(({ name }: { name: string }) => name);
  const standing = async (id = "1"): Promise<[string, string, string | null][]> =>
    (await read(id)).addressees.map((one: { organ: string; state: string; recall: { answer: string } | null }) => [
      one.organ,
      one.state,
      one.recall?.answer ?? null,
    ]);
  const whats = async (id = "1") => (await read(id)).changes.map(({ what }: { what: string }) => what);
  /** The last letter that left, judged by our schema. */
  const lastLetter = () => {
    const text =
      world.axis.items
        .filter(({ kind }) => kind === "edoc")
        .at(-1)
        ?.bytes.toString("utf8") ?? "";
    judgeBySchema(text, "edxml");
    return text.replaceAll(/>\s+</g, "><");
  };

  describe("recall", () => {
    for (const [answer, state, result] of [
      ["15", "recalled", "agreed"],
      ["16", "processing", "refused"],
      ["03", "recalled", "agreed"],
      ["02", "processing", "refused"],
    ] as const)
      it(`as a letter of type 1, where the account says so: answered ${answer}, ${result}`, async () => {
        world.setRecallsBy("message");
        world.legacy.habits.onRecall = answer;
        await sent();
        await done(recall());
        await world.work();
        expect(lastLetter()).to.contain("<edXML:BussinessDocType>1</edXML:BussinessDocType>");
        expect(lastLetter()).not.to.contain("AttachmentEncoded");
        await round();
        expect(there()).to.deep.include({ times: 2, labels: ["1"], reasons: ["Sai số liệu"] });
        const [one] = (await read()).addressees;
        expect([one.state, one.recall.answer]).to.deep.equal([state, result]);
        expect(await names()).to.deep.equal(answer === "15" || answer === "03" ? [] : ["công văn.pdf"]);
      });

    it("as status 13 where nothing is said, and no letter leaves for it", async () => {
      await sent();
      await done(recall());
      await round();
      expect(there()?.times).to.equal(1);
      expect(world.legacy.heard.map(({ code: one }) => one)).to.deep.equal(["13"]);
    });

    it("an update to who gave the letter back is called off with it, and that receiver is not asked", async () => {
      world.legacy.habits.onLetter = "refuse";
      await sent({ to: [...toInterior, toCommune] });
      await done(update({ subject: "Mới" }));
      await done(recall());
      expect(await standing()).to.deep.equal([
        [organOf(interior), "refused", null],
        [organOf(commune), "sent", "open"],
      ]);
      expect((await read()).addressees[0].update).to.equal(null);
    });

    it("who gave the letter back, and may have its update, is asked", async () => {
      world.legacy.habits.onLetter = "refuse";
      await sent();
      await done(update({ subject: "Mới" }));
      world.axis.failNext("sendEdoc", "silentAfter");
      await world.work();
      await done(recall());
      expect(await standing()).to.deep.equal([[organOf(interior), "refused", "open"]]);
    });

    it("refused by one and given back by all others, the letter is recalled, and its papers leave the dossier", async () => {
      world.legacy.habits.onLetter = "refuse";
      await sent({ to: [...toInterior, toCommune] });
      await done(recall());
      await round();
      const [came] = (await world.get(commune, "/v1/letters?side=in")).body.letters;
      await done(world.post(commune, `/v1/letters/${came.id as string}/recall`, { answer: "agree" }));
      await round();
      await round();
      expect((await standing()).map(([, state]) => state)).to.deep.equal(["refused", "recalled"]);
      expect(await read()).to.include({ state: "recalled" });
      expect(await names()).to.deep.equal([]);
    });

    it("a paper that another letter of the dossier has, too, stays there", async () => {
      await sent();
      await sent({ number: "47" });
      await done(recall());
      await round();
      expect(await read()).to.include({ state: "recalled" });
      expect(await names()).to.deep.equal(["công văn.pdf"]);
    });

    for (const path of ["message", "status"] as const)
      it(`who was added and has not got it yet is not asked, and gets nothing (${path})`, async () => {
        world.setRecallsBy(path);
        await sent();
        await done(update({ add: [toCommune], remove: [interior] }));
        const off = await done(recall());
        expect(off.addressees.map((one: { state: string }) => one.state)).to.deep.equal(["processing", "recalled"]);
        await round();
        expect(await read()).to.include({ state: "recalled" });
        expect((await world.get(commune, "/v1/letters?side=in")).body.letters).to.deep.equal([]);
      });

    it("what it calls off stands in the history by itself, each receiver's and the update's", async () => {
      await sent();
      await done(update({ subject: "Mới", add: [toCommune, { organ: organOf("H38.18"), name: "Sở khác" }] }));
      await done(recall({ officer: "cb-01" }));
      const changes = (await read()).changes
        .filter(({ what }: { what: string }) => /calledOff/i.test(what))
        .map((one: { what: string; details: object; reason: string }) => [one.what, one.details, one.reason]);
      expect(changes).to.deep.equal([
        ["updateCalledOff", { organs: [organOf(interior)] }, "Sai số liệu"],
        ["calledOff", { organ: organOf("H38.18") }, "Sai số liệu"],
        ["calledOff", { organ: organOf(commune) }, "Sai số liệu"],
      ]);
      const story = (await world.get(department, `/v1/dossiers/${code}/timeline`)).body.letters;
      expect(
        story.filter(({ what }: { what: string }) => what === "recalled").map(({ other }: { other: string }) => other),
      ).to.deep.equal([organOf("H38.18"), organOf(commune)]);
    });

    it("a second one while the first is open is told", async () => {
      world.legacy.habits.onRecall = "nothing";
      await sent();
      await done(recall());
      expect(await refusal(recall())).to.deep.equal([409, "letter-recall-open", null]);
      await round();
      expect(await refusal(recall())).to.deep.equal([409, "letter-recall-open", null]);
    });

    it("of what was given back, taken back or replaced there is none", async () => {
      world.legacy.habits.onLetter = "refuse";
      await sent();
      expect(await refusal(recall())).to.deep.equal([409, "letter-recall-not-now", null]);
      world.legacy.habits.onLetter = "accept";
      await sent({ number: "47" });
      await done(recall({}, "2"));
      await round();
      expect(await refusal(recall({}, "2"))).to.deep.equal([409, "letter-recall-not-now", null]);
      await sent({ number: "48" });
      await done(replace({}, "3"));
      await round();
      expect(await refusal(recall({}, "3"))).to.deep.equal([409, "letter-recall-not-now", null]);
    });

    it("a letter that may have left is asked back, and not called off as if it had not", async () => {
      world.axis.quirks.numberless = true;
      try {
        await send();
        world.axis.failNext("sendEdoc", "silentAfter");
        await world.work();
        world.minutesLater(10);
        await world.work();
        expect((await read()).owed[0]).to.include({ kind: "send", state: "forPerson" });
        expect(await done(recall())).to.include({ state: "queued" });
        await round();
        expect(world.legacy.heard.map(({ code: one }) => one)).to.deep.equal(["13"]);
        expect(await read()).to.include({ state: "recalled" });
      } finally {
        world.axis.quirks.numberless = false;
      }
    });

    it("what the axis did not take is called off; its number stays free", async () => {
      await send();
      world.axis.failNext("sendEdoc", "fail");
      await world.work();
      await send();
      expect(await done(recall())).to.deep.include({ state: "failed", owed: [] });
      expect(await refusal(recall())).to.deep.equal([409, "letter-recall-not-now", null]);
    });

    it("an update that has not left does not leave after the recall", async () => {
      await sent();
      await done(update({ subject: "Mới" }));
      await done(recall());
      await round();
      expect(there()).to.include({ times: 1 });
      expect(await read()).to.include({ state: "recalled" });
    });
  });

  describe("update", () => {
    it("is the next version: under its number, with its reason, other words and papers; the version before is kept", async () => {
      await sent();
      const said = await done(update({ subject: "V/v phối hợp (sửa)", files: [await paper("bản sửa")] }));
      expect(said).to.include({ version: 2, business: "update", number: "45", subject: "V/v phối hợp (sửa)" });
      expect(
        said.files.map((one: { version: number; counts: boolean; name: string }) => [
          one.version,
          one.counts,
          one.name,
        ]),
      ).to.deep.equal([
        [1, false, "công văn.pdf"],
        [2, true, "bản sửa.pdf"],
      ]);
      expect(said.changes.at(-1)).to.deep.include({
        ...{ what: "updateSent", reason: "Sửa số liệu" },
        details: { version: 2, changed: ["subject", "files"], added: [], removed: [] },
      });
      expect(await names()).to.deep.equal(["bản sửa.pdf"]);
      const [kept] = await world.sql("select version, said from letter_message where letter_id = 1");
      expect(kept).to.deep.include({ version: 1 });
      expect(kept?.["said"].subject).to.equal("V/v phối hợp xác minh");
      await round();
      const text = lastLetter();
      expect(text)
        .to.contain(`<edXML:DocumentId>${documentId}</edXML:DocumentId><edXML:BussinessDocType>2<`)
        .and.contain("<edXML:DocumentInfo>1</edXML:DocumentInfo>")
        .and.contain("<edXML:DocumentReceiver>0</edXML:DocumentReceiver>");
      expect(there()).to.deep.include({ times: 2, labels: ["2"], reasons: ["Sửa số liệu"] });
      expect((await read()).addressees[0]).to.deep.include({ state: "processing" });
      expect((await read()).addressees[0].update).to.deep.include({ answer: "open" });
    });

    for (const [answer, result] of [
      ["15", "agreed"],
      ["16", "refused"],
      ["03", "agreed"],
      ["02", "refused"],
    ] as const)
      it(`answered ${answer} it is ${result}, and the letter stands as it stood`, async () => {
        world.legacy.habits.onUpdate = answer;
        await sent();
        await done(update({ subject: "Sửa" }));
        await round();
        const [one] = (await read()).addressees;
        expect([one.state, one.update.answer, one.contradicts]).to.deep.equal(["processing", result, false]);
      });

    it("to whoever gave the letter back it goes anew, and may be taken now", async () => {
      Object.assign(world.legacy.habits, { onLetter: "refuse", onUpdate: "03" });
      await sent();
      expect((await read()).addressees[0].state).to.equal("refused");
      await done(update({ subject: "V/v phối hợp, có phụ lục" }));
      expect((await read()).addressees[0].state, "until it leaves").to.equal("refused");
      await round();
      const [one] = (await read()).addressees;
      expect([one.state, one.update.answer, one.contradicts]).to.deep.equal(["accepted", "agreed", false]);
    });

    it("who is added gets the letter as a new one; who is removed is asked to give it back; the others are told of both", async () => {
      await sent({ to: [...toInterior, toCommune] });
      await done(update({ add: [{ organ: organOf("H38.18") }], remove: [commune] }));
      world.axis.join({ systemId: "other", secret: "other", organs: [organOf("H38.18")] });
      await world.work();
      const [told, added] = world.axis.items
        .filter(({ kind }) => kind === "edoc")
        .slice(-2)
        .map(({ to, bytes }) => ({ to, text: bytes.toString("utf8") }));
      expect(told?.to).to.equal(organOf(interior));
      expect(told?.text.replaceAll(/\s+/g, ""))
        .to.contain(`<edXML:OrganId>${organOf(commune)}</edXML:OrganId><edXML:ReceiverType>0<`)
        .and.contain(`<edXML:OrganId>${organOf("H38.18")}</edXML:OrganId><edXML:ReceiverType>1<`);
      expect(added?.to).to.equal(organOf("H38.18"));
      expect(added?.text).to.contain("<edXML:BussinessDocType>0<");
      const [, , gone] = (await read()).addressees;
      const states = (await read()).addressees.map(
        (one: { organ: string; state: string; recall: { answer: string } | null }) => [
          one.organ,
          one.state,
          one.recall?.answer ?? null,
        ],
      );
      expect(states).to.deep.equal([
        [organOf(interior), "processing", null],
        [organOf("H38.18"), "sent", null],
        [organOf(commune), "arrived", "open"],
      ]);
      expect(gone.recall.answer).to.equal("open");
    });

    for (const next of ["update", "recall"] as const)
      it(`who refused a recall by 02 has the letter still, also when a further ${next} is answered`, async () => {
        Object.assign(world.legacy.habits, { onRecall: "02", onUpdate: "16" });
        await sent();
        await done(recall());
        await round();
        expect((await standing())[0]).to.deep.equal([organOf(interior), "processing", "refused"]);
        await done(next === "update" ? update({ subject: "Sửa" }) : recall());
        await round();
        const [one] = (await read()).addressees;
        expect([one.state, (one.update ?? one.recall).answer, one.contradicts]).to.deep.equal([
          ...["processing", "refused", false],
        ]);
        expect(await read()).to.include({ state: "sent" });
      });

    it("who was taken off and gave it back may be added again, and begins anew", async () => {
      await sent({ to: [...toInterior, toCommune] });
      await done(update({ remove: [interior] }));
      await round();
      expect((await standing())[0]).to.deep.equal([organOf(interior), "recalled", "agreed"]);
      const again = await done(update({ add: [{ organ: organOf(interior), name: "Sở Nội vụ tỉnh" }] }));
      expect(again.addressees[0]).to.deep.include({ state: "queued", recall: null, name: "Sở Nội vụ tỉnh" });
      await world.work();
      expect((await standing())[0]).to.deep.equal([organOf(interior), "sent", null]);
      world.legacy.report(documentId, "03");
      world.minutesLater(1);
      await world.work();
      expect((await standing())[0]).to.deep.equal([organOf(interior), "accepted", null]);
      await done(recall({ organs: [interior] }));
      await round();
      expect((await standing())[0]).to.deep.equal([organOf(interior), "recalled", "agreed"]);
    });

    it("who was to be added and never got it may be added again", async () => {
      await sent();
      await done(update({ add: [toCommune] }));
      await done(recall({ organs: [commune] }));
      expect((await standing())[1]).to.deep.equal([organOf(commune), "recalled", null]);
      await world.work();
      expect((await world.get(commune, "/v1/letters?side=in")).body.letters).to.deep.equal([]);
      await done(update({ add: [toCommune] }));
      await world.work();
      await world.work();
      expect((await world.get(commune, "/v1/letters?side=in")).body.letters).to.have.length(1);
    });

    it("a letter that went to the wrong agency goes to the right one instead", async () => {
      await sent({ to: [toCommune] });
      await done(update({ add: toInterior, remove: [organOf(commune)] }));
      await round();
      expect(there()).to.deep.include({ type: "0", times: 1 });
      expect((await world.get(commune, "/v1/letters?only=asked")).body.letters).to.have.length(1);
    });

    for (const [what, but, answer] of [
      ["nothing that changes", { subject: "V/v phối hợp xác minh" }, [422, "letter-nothing-changed", null]],
      ["a receiver who has it already", { add: toInterior }, [422, "letter-receiver-repeated", "/add/0/organ"]],
      ["ourselves as a receiver", { add: [{ organ: department }] }, [422, "letter-to-self", "/add/0/organ"]],
      ["a stranger taken off", { remove: ["H38.99"] }, [422, "letter-receiver-unknown", "/remove/0"]],
      ["nobody left", { remove: [interior] }, [422, "letter-no-receiver-left", "/remove"]],
      ["no reason", { subject: "x", reason: undefined }, [400, "field-invalid", "/reason"]],
      ["another number", { number: "9" }, [400, "field-invalid", "/number"]],
      [
        "a file that is not there",
        { files: [{ sha256: "a".repeat(64), name: "x.pdf", mediaType: "application/pdf", size: 1, kind: "other" }] },
        [404, "file-unknown", "/files/0/sha256"],
      ],
    ] as const)
      it(`${what} is refused`, async () => {
        await sent();
        expect(await refusal(update(but))).to.deep.equal(answer);
        expect(await read()).to.include({ version: 1 });
      });

    it("of what waits, is under way, is asked back, replaced or came from others there is none", async () => {
      world.legacy.habits.onRecall = "nothing";
      await send();
      const subject = "Mới";
      expect(await refusal(update({ subject }))).to.deep.equal([409, "letter-change-not-now", null]);
      await round();
      await done(update({ subject }));
      expect(await refusal(update({ subject: "Nữa" }))).to.deep.equal([409, "letter-under-way", null]);
      await round();
      await done(recall());
      expect(await refusal(update({ subject: "Nữa" }))).to.deep.equal([409, "letter-recall-open", null]);
      await sent({ number: "47" });
      await done(replace({}, "2"));
      expect(await refusal(update({ subject }, "2"))).to.deep.equal([409, "letter-being-replaced", null]);
      await round();
      expect(await refusal(update({ subject }, "2"))).to.deep.equal([409, "letter-change-not-now", null]);
      world.legacy.send({ to: [organOf(department)] });
      await world.work();
      expect(await refusal(update({ subject }, "4"))).to.deep.equal([409, "letter-change-not-now", null]);
    });

    it("another agency's letter is not known to it, whatever it has to do with the dossier", async () => {
      await sent();
      const answer = world.post(commune, "/v1/letters/1/update", { reason: "x", subject: "x" });
      expect(await refusal(answer)).to.deep.equal([404, "letter-unknown", null]);
    });

    it("an agency that works on the dossier no more corrects nothing, and may still take its letter back", async () => {
      await sent();
      await world.sql("update dossier set held_by = 'H38', returns_to = 'H38'");
      expect(await refusal(update({ subject: "x" }))).to.deep.equal([403, "letter-not-yours-to-send", "/by"]);
      expect((await recall()).status).to.equal(201);
    });

    it("the same key twice is one update", async () => {
      await sent();
      for (let time = 0; time < 2; time += 1)
        await done(world.post(department, "/v1/letters/1/update", { reason: "x", subject: "Mới" }, "a-key-of-its-own"));
      await round();
      expect([(await read()).version, there()?.times]).to.deep.equal([2, 2]);
    });
  });

  describe("replacement", () => {
    it("is a letter with its own number; the old one ends, and its papers leave the dossier, once it has left", async () => {
      await sent();
      const said = await done(replace());
      expect(said).to.deep.include({ id: "2", business: "replace", number: "46", state: "queued", replaces: ["1"] });
      expect(said.addressees.map(({ organ }: { organ: string }) => organ)).to.deep.equal([organOf(interior)]);
      expect(await read()).to.include({ state: "sent", replacedBy: "2" });
      expect(await names()).to.have.members(["công văn.pdf", "thay thế.pdf"]);
      await round();
      const text = lastLetter();
      expect(text)
        .to.contain("<edXML:BussinessDocType>3<")
        .and.contain("<edXML:BussinessDocReason>Sai căn cứ<")
        .and.contain(`<edXML:ReplacementInfo><edXML:DocumentId>${documentId}<`);
      expect(there(later)).to.deep.include({ type: "3", replaces: [documentId], times: 1 });
      expect(await read()).to.include({ state: "replaced", replacedBy: "2", answerBy: null });
      expect(await whats()).to.include.members(["replacementSent", "replaced"]);
      expect((await read("2")).addressees[0].state).to.equal("processing");
      expect(await names()).to.deep.equal(["thay thế.pdf"]);
    });

    it("a request for an opinion that was replaced has its answer, whichever of the two is named", async () => {
      await sent({ purpose: "opinion" });
      const said = await done(replace());
      expect(said).to.include({ purpose: "opinion", answerBy: "2026-11-27T10:30:00.000Z" });
      await round();
      world.legacy.answer(documentId, "ResponseFor");
      await round();
      const [answer] = (await world.get(department, "/v1/letters?side=in")).body.letters;
      for (const id of ["1", "2"]) expect(await read(id)).to.include({ answeredBy: answer.id, answerBy: null });
    });

    it("it answers what the old one answered", async () => {
      world.legacy.send({ to: [organOf(department)], documentId: "vb-đến" });
      await world.work();
      await sent({ answers: "1" });
      await done(replace({}, "2"));
      await round();
      expect(there(later)?.responseFor).to.deep.equal(["vb-đến"]);
    });

    it("a paper that both have stays on the dossier", async () => {
      await sent();
      await done(replace({ files: [await paper("công văn")] }));
      await round();
      expect(await names()).to.deep.equal(["công văn.pdf"]);
    });

    it("of several it ends all, and goes to whoever has one of them", async () => {
      await sent();
      await sent({ number: "47", to: [toCommune] });
      await done(replace({ also: ["2"] }));
      await round();
      expect([(await read("1")).state, (await read("2")).state]).to.deep.equal(["replaced", "replaced"]);
      expect(there(later)?.replaces).to.deep.equal([documentId, numbered("47")]);
      // the third is the second, as it came to the commune
      expect((await read("4")).replaces).to.deep.equal(["1", "2"]);
    });

    it("called off, or not taken by the axis, it ends nothing, and another may", async () => {
      await sent();
      await done(replace());
      expect(await refusal(recall())).to.deep.equal([409, "letter-being-replaced", null]);
      await done(recall({}, "2"));
      expect(await read()).to.include({ state: "sent" });
      await done(replace({ number: "47" }));
      world.axis.failNext("sendEdoc", "fail");
      await world.work();
      expect([(await read()).state, (await read("3")).state]).to.deep.equal(["sent", "failed"]);
      await done(replace({ number: "48" }));
      await round();
      expect(await read()).to.include({ state: "replaced", replacedBy: "4" });
      expect(await names()).to.deep.equal(["thay thế.pdf"]);
    });

    for (const [what, but, answer] of [
      ["another form", { typeName: "Quyết định" }, [422, "letter-form-differs", "/typeName"]],
      ["the old number", { number: "45" }, [409, "letter-number-there", "/number"]],
      ["somebody who has the old one missed", { to: [toCommune] }, [422, "letter-holder-missed", "/to"]],
      ["a letter that is not ours", { also: ["99"] }, [404, "letter-unknown", "/also/0"]],
      ["no file", { files: [] }, [400, "field-invalid", "/files"]],
      [
        "a deadline that has passed",
        { answerBy: "2026-11-20T09:00:00+07:00" },
        [422, "letter-answer-by-passed", "/answerBy"],
      ],
    ] as const)
      it(`${what} is refused`, async () => {
        await sent();
        expect(await refusal(replace(but))).to.deep.equal(answer);
        expect((await world.get(department, `/v1/dossiers/${code}/letters`)).body.letters).to.have.length(1);
      });
  });

  describe("sent at least once, and never twice when the axis has it (P6)", () => {
    const act = {
      recall: () => recall(),
      update: () => update({ subject: "Mới" }),
      replacement: () => replace(),
    };
    const times = () => (there()?.times ?? 0) + (there(later)?.times ?? 0);

    for (const what of ["recall", "update", "replacement"] as const) {
      it(`${what}: an answer that is lost is asked after`, async () => {
        world.setRecallsBy("message");
        await sent();
        await done(act[what]());
        world.axis.failNext("sendEdoc", "silentAfter");
        await world.work();
        world.minutesLater(1);
        await round();
        expect(times()).to.equal(2);
        expect((await read(what === "replacement" ? "2" : "1")).owed).to.deep.equal([]);
      });

      it(`${what}: what never arrived goes again; the line of the letter itself is not taken for it`, async () => {
        world.setRecallsBy("message");
        await sent();
        await done(act[what]());
        world.axis.failNext("sendEdoc", "500");
        await world.work();
        expect(times()).to.equal(1);
        world.minutesLater(10);
        await round();
        expect(times()).to.equal(2);
      });

      it(`${what}: a worker that is killed after the axis took it leads to no second one`, async () => {
        world.setRecallsBy("message");
        await sent();
        await done(act[what]());
        await dieAt("after-send");
        world.minutesLater(20);
        await round();
        expect(times()).to.equal(2);
        const owed = (await read(what === "replacement" ? "2" : "1")).owed;
        expect(owed.filter(({ kind }: { kind: string }) => kind === "send")).to.deep.equal([]);
        if (what === "replacement") expect(await read()).to.include({ state: "replaced" });
      });
    }

    it("where the letter itself has no line on record, a line of its number is a person's", async () => {
      await sent();
      await world.sql("update letter_task set axis_id = null where kind = 'send'");
      await done(update({ subject: "Mới" }));
      world.axis.failNext("sendEdoc", "500");
      await world.work();
      world.minutesLater(10);
      await world.work();
      expect((await read()).owed[0]).to.include({ kind: "send", business: "update", state: "forPerson" });
    });
  });

  describe("where an operator decides", () => {
    const decided = async (what: "again" | "there" | "drop") => {
      const [task] = await world.sql<{ id: string }>("select id from letter_task where state = 'forPerson'");
      const who = { by: "vh-1", reason: "Đã hỏi nơi nhận", at: world.now() };
      return decideTask(world.gateway.database.db, BigInt(task?.id ?? 0), what, who);
    };
    const decide = async (what: "again" | "there" | "drop") => expect(await decided(what)).to.equal("done");
    /** As on an axis that cannot be asked for what it has of us (the REST face). */
    const lost = async (how: "silentBefore" | "silentAfter" = "silentBefore") => {
      Object.assign(world.client, { canAskSent: false });
      try {
        world.axis.failNext("sendEdoc", how);
        await world.work();
        world.minutesLater(20);
        await world.work();
      } finally {
        Object.assign(world.client, { canAskSent: true });
      }
      expect(await world.sql("select from letter_task where state = 'forPerson'")).to.have.length(1);
    };
    const notTaken = async () => {
      world.axis.failNext("sendEdoc", "fail");
      await world.work();
    };

    it("the papers of a letter that did not leave are not on its dossier; they are once it goes again, or is there after all", async () => {
      await send();
      expect(await names(), "while it waits").to.deep.equal(["công văn.pdf"]);
      await notTaken();
      expect(await names(), "not taken").to.deep.equal([]);
      await decide("again");
      expect(await names(), "again").to.deep.equal(["công văn.pdf"]);
      await notTaken();
      await decide("drop");
      expect([(await read()).state, await names()]).to.deep.equal(["failed", []]);
      await send({ number: "46" });
      await lost("silentAfter");
      await decide("drop");
      expect([(await read("2")).state, await names()]).to.deep.equal(["failed", []]);
      await round();
      expect([(await read("2")).state, await names()], "its receiver answers").to.deep.equal([
        "sent",
        ["công văn.pdf"],
      ]);
    });

    it("a letter that was not taken, and whose number another has by now, does not go again, and is not there", async () => {
      await send();
      await notTaken();
      await send();
      for (const what of ["again", "there"] as const) expect(await decided(what)).to.equal("number-taken");
      expect([(await read()).state, (await read("2")).state]).to.deep.equal(["failed", "queued"]);
      await decide("drop");
      await round();
      expect([(await read()).state, ...(await standing("2"))], "what is heard is the other's").to.deep.equal([
        "failed",
        [organOf(interior), "processing", null],
      ]);
    });

    it("what is said of a letter whose number another has by now waits for an operator, who is told why", async () => {
      await send({ issued: "2026-11-19" });
      await lost("silentAfter");
      await decide("drop");
      await send();
      await round();
      expect([(await read()).state, ...(await standing("2"))]).to.deep.equal([
        "failed",
        [organOf(interior), "processing", null],
      ]);
      const parked = await world.sql<{ id: string; why: string }>("select id, why from letter_parked order by id");
      expect(parked.map(({ why }) => why)).to.deep.equal(["several", "several", "several"]);
      const apply = { parked: BigInt(parked[0]?.id ?? 0), letter: 1n };
      const who = { by: "vh-1", reason: "Đã hỏi nơi nhận", at: world.now() };
      expect(await applyParked(world.worker.world, apply, who)).to.equal("number-taken");
    });

    it("a number is given to no other letter while its own is heard of after all", async () => {
      await send();
      await lost("silentAfter");
      await decide("drop");
      world.legacy.turn();
      const waiting = (many: number) =>
        eventually(`${many} wait`, async () => {
          const found = await world.sql(
            "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          );
          return found.length >= many;
        });
      const request = await body({ purpose: "other", to: toInterior });
      let hearing: Promise<unknown> = Promise.resolve();
      let sending: ReturnType<typeof post> | undefined;
      await world.gateway.database.db.transaction().execute(async (tx) => {
        await raw`select from dossier for no key update`.execute(tx);
        hearing = world.take();
        await waiting(1);
        sending = post(`/v1/dossiers/${code}/letters`, request);
        await waiting(2);
      });
      await hearing;
      const answer = await sending;
      expect([answer?.status, answer?.body.code]).to.deep.equal([409, "letter-number-there"]);
      expect(await read()).to.include({ state: "sent" });
    });

    it("an answer to a number that a letter lost to another is the other's", async () => {
      await send({ purpose: "opinion" });
      await notTaken();
      await decide("drop");
      await send({ purpose: "opinion" });
      await round();
      world.legacy.answer(documentId, "ResponseFor");
      await world.work();
      expect([(await read()).answeredBy, (await read("2")).answeredBy]).to.deep.equal([null, "3"]);
    });

    it("who refused a recall by 02 has the letter still, also once an update that never left is dropped", async () => {
      world.legacy.habits.onRecall = "02";
      await sent();
      await done(recall());
      await round();
      await done(update({ subject: "Sửa" }));
      await notTaken();
      await decide("drop");
      world.legacy.report(documentId, "06");
      await world.work();
      const [one] = (await read()).addressees;
      expect([one.state, one.contradicts]).to.deep.equal(["completed", false]);
    });

    it("an update that waited does not go to who gave the letter back meanwhile, and not while one is asked for it", async () => {
      await sent({ to: [...toInterior, toCommune] });
      await done(update({ subject: "Mới" }));
      await notTaken();
      await done(recall({ organs: [organOf(interior)] }));
      expect(await decided("again")).to.equal("asked-back");
      await round();
      expect((await standing())[0]).to.deep.equal([organOf(interior), "recalled", "agreed"]);
      await decide("again");
      await world.work();
      const to = world.axis.items.filter(({ kind }) => kind === "edoc").map((one) => one.to);
      expect(to).to.deep.equal([organOf(interior), organOf(commune), organOf(commune)]);
    });

    it("a replacement that is taken back while it waits does not go out after its recall", async () => {
      await sent();
      await done(replace());
      await lost();
      await done(recall({}, "2"));
      await world.work();
      expect(await decided("again")).to.equal("asked-back");
      await decide("drop");
      await round();
      expect([(await read()).state, there(later)?.times ?? 0]).to.deep.equal(["sent", 0]);
      expect((await read("2")).state).to.equal("failed");
    });

    it("a replacement that failed, and was given up for an update of the old letter, does not leave", async () => {
      await sent();
      await done(replace());
      await notTaken();
      await done(update({ subject: "Sửa thay vì thay thế" }));
      expect(await decided("again")).to.equal("replaced-is-other");
      await round();
      await round();
      expect(there()?.times, "the update").to.equal(2);
      expect([(await read()).state, there(later)?.times ?? 0]).to.deep.equal(["sent", 0]);
    });

    it("a letter that never arrived, and was asked back while it waited, is settled: its number is free, nobody is asked", async () => {
      await send();
      await lost();
      await done(recall());
      expect(await decided("again")).to.equal("asked-back");
      await decide("drop");
      expect([(await read()).state, ...(await standing())]).to.deep.equal([
        "failed",
        [organOf(interior), "queued", null],
      ]);
      expect(await whats()).to.include("task-drop");
      await send();
    });

    it("a letter that was asked back while it waited, and is there after all, is asked back there", async () => {
      await send();
      await lost();
      await done(recall());
      await decide("there");
      expect([(await read()).state, ...(await standing())]).to.deep.equal([
        "sent",
        [organOf(interior), "sent", "open"],
      ]);
    });

    it("an update that is dropped leaves who gave the letter back as it stood", async () => {
      world.legacy.habits.onLetter = "refuse";
      await sent();
      await done(update({ subject: "Mới" }));
      await notTaken();
      await decide("drop");
      expect(await standing()).to.deep.equal([[organOf(interior), "refused", null]]);
    });

    it("who was added and does not get the letter is asked nothing", async () => {
      await sent();
      await done(update({ add: [toCommune] }));
      await world.sql(
        "update letter_task set state = 'done', next_at = null, ended_at = now() where business = 'update'",
      );
      await notTaken();
      await decide("drop");
      expect((await standing()).map(([, state]) => state)).to.deep.equal(["processing", "recalled"]);
      await done(recall());
      expect((await standing())[1]).to.deep.equal([organOf(commune), "recalled", null]);
      await round();
      await round();
      expect(await read()).to.include({ state: "recalled" });
    });

    it("who was added, and whose letter the axis surely refused, is not asked for it back", async () => {
      await sent();
      await done(update({ add: [toCommune] }));
      await world.sql(
        "update letter_task set state = 'done', next_at = null, ended_at = now() where business = 'update'",
      );
      await notTaken();
      await done(recall());
      expect((await standing())[1]).to.deep.equal([organOf(commune), "recalled", null]);
    });

    it("an officer's recall and an operator's word about the same letter at once do both end", async () => {
      await sent();
      await done(update({ subject: "Mới" }));
      await notTaken();
      const waiting = async (n: number) => {
        for (;;) {
          const [row] = await world.sql<{ n: number }>(
            "select count(*)::integer as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          );
          if ((row?.n ?? 0) >= n) return;
        }
      };
      const gate = new EventEmitter();
      const [isLocked, held] = [once(gate, "locked"), once(gate, "release")];
      const holder = world.gateway.database.db.transaction().execute(async (tx) => {
        await raw`select from letter where id = 1 for update`.execute(tx);
        gate.emit("locked");
        await held;
      });
      await isLocked;
      const asked = recall();
      await waiting(1);
      const operator = decided("again").catch(String);
      await waiting(2);
      gate.emit("release");
      await holder;
      // the update was dropped by the recall, which came first
      expect([(await asked).status, await operator]).to.deep.equal([201, "task-unknown"]);
    });

    it("an update that the axis does not take leaves the letter in force; it goes again, or is not waited for", async () => {
      await sent();
      await done(update({ subject: "Mới" }));
      await notTaken();
      expect(await read()).to.include({ state: "sent", version: 2 });
      expect((await read()).changes.at(-1)).to.deep.include({
        ...{ what: "notSent", details: { code: "99", detail: "99: not now", business: "update" } },
      });
      await decide("again");
      await notTaken();
      await decide("drop");
      expect((await read()).addressees[0].update).to.equal(null);
      await round();
      expect(there()?.times).to.equal(1);
      expect((await update({ subject: "Nữa" })).status).to.equal(201);
    });

    for (const path of ["message", "status"] as const)
      it(`a recall (${path}) that is dropped asks nobody, and may be asked anew`, async () => {
        world.setRecallsBy(path);
        await sent();
        await done(recall());
        await notTaken();
        await decide("drop");
        expect((await read()).addressees[0].recall).to.equal(null);
        await done(recall());
        await round();
        expect(await read()).to.include({ state: "recalled" });
      });

    it("a replacement that its receiver has, as an operator knows, ends the old letter", async () => {
      await sent();
      await done(replace());
      await notTaken();
      await decide("there");
      expect([(await read()).state, (await read("2")).state]).to.deep.equal(["replaced", "sent"]);
      expect((await read("2")).addressees[0].state).to.equal("sent");
    });
  });

  it("a replacement that its receiver answers has left, whatever our own call told us", async () => {
    await sent();
    await done(replace());
    world.axis.failNext("sendEdoc", "silentAfter");
    await world.work();
    world.legacy.turn();
    await world.take();
    expect([(await read()).state, (await read("2")).state]).to.deep.equal(["replaced", "sent"]);
  });

  it("a recall does not leave before an update of which nobody knows whether it left", async () => {
    world.setRecallsBy("message");
    await sent();
    await done(update({ subject: "Mới" }));
    world.axis.failNext("sendEdoc", "silentAfter");
    await world.work();
    await done(recall());
    world.minutesLater(1);
    await round();
    expect(there()?.labels).to.deep.equal(["2", "1"]);
    expect(await read()).to.include({ state: "recalled" });
  });

  it("erased with its dossier, the words of every version and the reasons go", async () => {
    await sent({ subject: "Về ông VetTich" });
    await done(update({ subject: "Về ông VetTich (sửa)", reason: "Sai tên ông VetTich", officer: "cb-VetTich" }));
    await done(recall({ reason: "Nhầm ông VetTich" }));
    await world.work();
    const { sql } = world.gateway.database;
    const tells = async () => {
      const found: string[] = [];
      for (const table of ["letter", "letter_message", "letter_change", "letter_task", "letter_status"]) {
        const [row] = await sql<{ text: string | null }>(`select string_agg(t::text, ' ') as text from ${table} t`);
        if (/VetTich/.test(row?.text ?? "")) found.push(table);
      }
      return found;
    };
    expect(await tells()).to.deep.equal(["letter", "letter_message", "letter_change", "letter_task", "letter_status"]);
    await world.erase(code);
    expect(await tells()).to.deep.equal([]);
    expect(await refusal(update({ subject: "Mới" }))).to.deep.equal([409, "letter-change-not-now", null]);
  });

  describe("from hub to hub", () => {
    const arrived = async (id: string) => (await world.get(commune, `/v1/letters/${id}`)).body;
    const mailbox = async () => (await world.get(commune, "/v1/letters?side=in")).body.letters;
    const sentToCommune = async () => {
      await send({ to: [toCommune] });
      await world.work();
      await world.work();
      const [letter] = await mailbox();
      world.minutesLater(1);
      return letter.id as string;
    };

    for (const path of ["message", "status"] as const)
      it(`a recall (${path}) is asked of the receiver's officer, whose answer settles it here`, async () => {
        world.setRecallsBy(path);
        const id = await sentToCommune();
        await done(recall());
        await world.work();
        await world.work();
        expect((await arrived(id)).request).to.deep.include({ kind: "recall", path, reason: "Sai số liệu" });
        await done(world.post(commune, `/v1/letters/${id}/recall`, { answer: "agree" }));
        world.minutesLater(1);
        await world.work();
        await world.work();
        expect((await arrived(id)).state).to.equal("recalled");
        expect(await read()).to.deep.include({ state: "recalled" });
      });

    it("an update is the receiver's next version", async () => {
      const id = await sentToCommune();
      await done(update({ subject: "V/v phối hợp (sửa)", files: [await paper("bản sửa")] }));
      await world.work();
      await world.work();
      const there_ = await arrived(id);
      expect(there_).to.include({ version: 2, business: "update", subject: "V/v phối hợp (sửa)", state: "arrived" });
      expect(there_.warnings).to.deep.equal([
        {
          ...{ code: "letter-updated", detail: documentId },
          ...{ vi: "Văn bản đã được nơi gửi cập nhật.", en: "Its sender updated it." },
        },
      ]);
      expect(await mailbox()).to.have.length(1);
    });

    it("a replacement ends the receiver's old letter", async () => {
      const id = await sentToCommune();
      await done(replace());
      await world.work();
      await world.work();
      const [next] = await mailbox();
      expect(await arrived(id)).to.include({ state: "replaced", replacedBy: next.id });
      expect(await arrived(next.id as string)).to.include({ business: "replace", number: "46", state: "arrived" });
    });
  });

  /** Runs a worker in a process of its own until it is killed there. */
  async function dieAt(place: string): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        ...["--import", "tsx", fromRoot("test", "support", "letter-child.ts")],
        ...[world.gateway.database.url, world.axis.url, world.gateway.folder.root, place, world.now().toISOString()],
      ],
      { cwd: fromRoot(), stdio: ["ignore", "ignore", "inherit"] },
    );
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).to.equal("SIGKILL");
  }
});
