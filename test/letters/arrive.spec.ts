import { expect } from "chai";
import fc from "fast-check";
import {
  answerToRecall,
  businessFor,
  decideArrival,
  targetsOf,
  usualRecallRules,
  type KnownLetter,
  type Mailbox,
} from "../../core/domain/letter/arrive.ts";
import { actOn, type InState, type LetterAct } from "../../core/domain/letter/letter.ts";
import { organKey } from "../../core/domain/letter/organ.ts";
import { acting, aLetter, paperMailbox } from "../support/letters.ts";

const empty: Mailbox = {
  same: undefined,
  targets: new Map(),
  foreign: new Set(),
  sameIdentifier: [],
  sameNumber: [],
};
const known = (but: Partial<KnownLetter> = {}): KnownLetter => ({
  ...{ id: 7n, state: "arrived", request: null, isOriginalHere: true, versionDigest: "aa", versionOf: "new" },
  ...{ versionAt: new Date("2026-11-20T02:00:00Z"), isErased: false },
  ...but,
});
const decide = (message: ReturnType<typeof aLetter>, mailbox: Partial<Mailbox> = {}, rules = usualRecallRules) =>
  decideArrival(message, message.business.kind, { ...empty, ...mailbox }, rules);
const id = aLetter().documentId;

describe("what an arriving letter does to a mailbox", () => {
  it("a new one is kept", () => {
    expect(decide(aLetter())).to.deep.equal({ do: "keep", isOriginal: true, warnings: [], replaces: [], awaits: [] });
  });

  it("the same content again, with whatever line ends, is no second letter", () => {
    expect(decide(aLetter(), { same: known() })).to.deep.equal({ do: "repeat", letter: 7n, answerAgain: false });
  });

  it("a repeated identifier is kept with a warning to the clerk (NĐ 30 PL. VI I.III.1.h)", () => {
    expect(decide(aLetter(), { sameIdentifier: [known()] })).to.deep.include({
      do: "keep",
      warnings: [{ code: "identifier-repeats", detail: "7" }],
    });
  });

  it("issuer, number, notation and year again, under another identifier, are kept with a warning", () => {
    expect(decide(aLetter(), { sameNumber: [7n, 9n] })).to.deep.include({
      do: "keep",
      warnings: [{ code: "number-repeats", detail: "7, 9" }],
    });
  });

  it("the original that comes after its update is the version beneath, and no second letter", () => {
    expect(
      decide(aLetter(), { sameIdentifier: [known({ isOriginalHere: false, versionOf: "update" })] }),
    ).to.deep.equal({
      ...{ do: "version", letter: 7n, counts: false, arrivesAgain: false, warnings: [] },
    });
  });

  it("an update of a document we never had is kept as a letter, with a warning", () => {
    const update = aLetter({ business: acting("update", { documentId: "old" }) });
    expect(decide(update)).to.deep.equal({
      ...{ do: "keep", isOriginal: false, replaces: [], awaits: [] },
      warnings: [{ code: "update-of-unknown", detail: "old" }],
    });
  });

  it("an update of another sender's document changes nothing of it", () => {
    const update = aLetter({ business: acting("update", { documentId: "old" }) });
    expect(decide(update, { foreign: new Set(["old"]) })).to.deep.include({
      do: "keep",
      warnings: [{ code: "update-of-anothers", detail: "old" }],
    });
  });

  it("an update is the version that counts; one that was written before that is kept beneath", () => {
    const targets = new Map([[id, [known({ versionOf: "update", versionAt: new Date("2026-11-20T02:00:00Z") })]]]);
    const at = (writtenAt: string) =>
      decide(aLetter({ business: acting("update"), writtenAt: new Date(writtenAt) }), { targets });
    expect(at("2026-11-20T02:00:01Z")).to.deep.include({ do: "version", counts: true });
    expect(at("2026-11-20T01:59:59Z")).to.deep.include({ do: "version", counts: false, warnings: [] });
  });

  it("an update that changes nothing is a plain repeat, of what was given back a new arrival", () => {
    const message = aLetter({ business: acting("update"), digest: "aa" });
    expect(decide(message, { targets: new Map([[id, [known()]]]) })).to.include({ do: "repeat" });
    expect(decide(message, { targets: new Map([[id, [known({ state: "refused" })]]]) })).to.include({
      arrivesAgain: true,
    });
  });

  for (const state of ["refused", "recalled"] as const)
    it(`what is sent again of a letter that was ${state} arrives anew: unchanged, corrected or replaced`, () => {
      const gone = known({ state, versionOf: "update" });
      const anew = { do: "version", letter: 7n, counts: true, arrivesAgain: true };
      expect(decide(aLetter({ digest: "aa" }), { same: gone })).to.deep.include(anew);
      expect(decide(aLetter({ digest: "aa", business: acting("update") }), { same: gone })).to.deep.include(anew);
      const at = new Date("2026-11-23T02:00:00Z");
      for (const kind of ["update", "replace"] as const) {
        const corrected = aLetter({ business: acting(kind), writtenAt: at });
        expect(decide(corrected, { targets: new Map([[id, [gone]]]) })).to.deep.include(anew);
      }
      // an older version that comes once more is none
      const old = aLetter({ digest: "00", writtenAt: new Date("2026-11-19T02:00:00Z") });
      expect(decide(old, { same: gone })).to.deep.include({ counts: false, arrivesAgain: false });
      expect(decide(aLetter({ business: acting("recall") }), { same: gone })).to.deep.include({
        ...{ do: "repeat", answerAgain: true },
      });
    });

  for (const state of ["refused", "recalled"] as const)
    it(`what is sent again of a letter that was ${state} and erased since is a letter of its own`, () => {
      const gone = known({ state, isErased: true, versionOf: "update" });
      const own = (isOriginal: boolean) => ({
        ...{ do: "keep", isOriginal, replaces: [], awaits: [] },
        warnings: [{ code: "came-again", detail: id }],
      });
      expect(decide(aLetter({ digest: "aa" }), { same: gone })).to.deep.equal(own(true));
      const at = new Date("2026-11-23T02:00:00Z");
      for (const kind of ["update", "replace"] as const) {
        const corrected = aLetter({ business: acting(kind), writtenAt: at });
        expect(decide(corrected, { targets: new Map([[id, [gone]]]) })).to.deep.equal(own(false));
      }
      // an older version that comes once more is none
      const old = aLetter({ digest: "00", writtenAt: new Date("2026-11-19T02:00:00Z") });
      expect(decide(old, { same: gone })).to.deep.include({ do: "version", letter: 7n, arrivesAgain: false });
    });

  it("what was erased and is still here keeps what comes of it", () => {
    const targets = new Map([[id, [known({ isErased: true })]]]);
    expect(decide(aLetter({ business: acting("update") }), { targets })).to.include({ do: "version", letter: 7n });
  });

  it("a letter that was given back and erased gives way to the one that was sent anew, and answers alone while there is none", () => {
    const gone = known({ state: "recalled", isErased: true });
    const anew = known({ id: 8n });
    const both = new Map([[id, [gone, anew]]]);
    expect(decide(aLetter({ business: acting("update") }), { targets: both })).to.include({
      do: "version",
      letter: 8n,
    });
    const recall = aLetter({ business: acting("recall") });
    expect(decide(recall, { targets: both, same: gone })).to.deep.include({ do: "recall", letter: 8n, opens: true });
    const alone = new Map([[id, [gone]]]);
    expect(decide(recall, { targets: alone })).to.deep.include({ do: "recall", letter: 7n, answer: "15" });
    expect(decide(recall, { targets: alone, same: gone })).to.deep.include({ do: "repeat", answerAgain: true });
  });

  it("an update of what was given back arrives anew", () => {
    const targets = new Map([[id, [known({ state: "refused" })]]]);
    expect(decide(aLetter({ business: acting("update") }), { targets })).to.include({ arrivesAgain: true });
  });

  it("a receiver who is taken off is asked to give the letter back; one who is added gets it", () => {
    const update = aLetter({
      business: acting("update", {
        receivers: [
          { organ: "H38.26.003", change: "removed" },
          { organ: "H38.17", change: "added" },
        ],
      }),
    });
    const ours = (key: string) => (organ: string) => organKey(organ) === key;
    expect(businessFor(update, ours("H38.26.003"))).to.equal("recall");
    expect(businessFor(update, ours("H38.17"))).to.equal("update");
    expect(businessFor(update, ours("H38.99"))).to.equal("update");
  });

  it("a recall acts on the document it names, else on the one whose identifier it bears", () => {
    expect(targetsOf(aLetter({ business: acting("recall", { documentId: "named" }) }))).to.deep.equal(["named"]);
    expect(targetsOf(aLetter({ business: acting("recall") }))).to.deep.equal([id]);
    // the official sample names the same one twice
    expect(targetsOf(aLetter({ business: acting("replace", { replaced: ["a", "a"] }) }))).to.deep.equal(["a"]);
  });

  it("a recall of what is not here waits; of another sender's letter, too, and by itself changes nothing", () => {
    const recall = aLetter({ business: acting("recall") });
    expect(decide(recall)).to.deep.equal({ do: "park", documentId: id, why: "unknown" });
    expect(decide(recall, { foreign: new Set([id]) })).to.deep.include({ do: "park", why: "notTheSender" });
    expect(decide(recall, { targets: new Map([[id, [known(), known({ id: 8n })]]]) })).to.deep.include({
      ...{ do: "park", why: "several" },
    });
  });

  for (const [state, opens, answer] of [
    ["arrived", true, null],
    ["accepted", true, null],
    ["processing", true, null],
    ["completed", true, null], // a recall after 06: a person, with 15 proposed
    ["refused", false, "15"], // it was given back: nothing is left to cancel
    ["recalled", false, "15"], // twice: the answer again
  ] as const)
    it(`a recall of a letter that is ${state} ${opens ? "waits for a person" : `is answered ${answer}`}`, () => {
      expect(answerToRecall({ state, request: null }, usualRecallRules)).to.deep.equal({ opens, answer });
    });

  it("a second recall opens no second request", () => {
    const request = { kind: "recall" as const, at: new Date(), reason: null };
    expect(answerToRecall({ state: "accepted", request }, usualRecallRules)).to.deep.equal({
      opens: false,
      answer: null,
    });
  });

  it("where the installation says so it answers by itself: 15 before work ended, 16 after", () => {
    const rules = { untouched: "agree", underway: "agree", completed: "refuse" } as const;
    const answers = (["arrived", "assigned", "completed"] as const).map(
      (state) => answerToRecall({ state, request: null }, rules).answer,
    );
    expect(answers).to.deep.equal(["15", "15", "16"]);
  });

  it("a replacement is a letter of its own in whose favour the old ones end; those that are not here are awaited", () => {
    const message = aLetter({ documentId: "new", business: acting("replace", { replaced: ["a", "b"] }) });
    expect(decide(message, { targets: new Map([["a", [known()]]]) })).to.deep.equal({
      ...{ do: "keep", isOriginal: true, warnings: [], replaces: [7n], awaits: ["b"] },
    });
  });

  it("a replacement under the old identifier is the next version; one of what is nowhere named, a letter with a warning", () => {
    const message = aLetter({ business: acting("replace") });
    expect(decide(message, { targets: new Map([[id, [known()]]]) })).to.deep.include({ do: "version", counts: true });
    expect(decide(message)).to.deep.include({ do: "keep", warnings: [{ code: "replaces-unknown", detail: id }] });
  });

  it("any order of messages, and any repeats, end in the same mailbox", () => {
    const original = aLetter();
    const first = aLetter({
      business: acting("update"),
      subject: "Sửa lần 1",
      writtenAt: new Date("2026-11-21T02:00:00Z"),
    });
    const second = aLetter({
      business: acting("update"),
      subject: "Sửa lần 2",
      writtenAt: new Date("2026-11-22T02:00:00Z"),
    });
    const recall = aLetter({ business: acting("recall"), writtenAt: new Date("2026-11-23T02:00:00Z") });
    const other = aLetter({ documentId: "khác", business: acting("replace", { replaced: [id] }) });
    const standingAfter = (messages: readonly ReturnType<typeof aLetter>[]) => {
      const mailbox = paperMailbox();
      for (const message of messages) mailbox.arrive(message);
      return { letters: mailbox.standing(), parked: mailbox.parked() };
    };
    const lawful = [original, first, second, recall, other];
    fc.assert(
      fc.property(
        fc.subarray(lawful, { minLength: 1 }).filter((some) => some.includes(original)),
        fc.array(fc.nat(lawful.length - 1), { maxLength: 6 }),
        fc.infiniteStream(fc.nat(1_000)),
        (some, repeats, order) => {
          const all = [
            ...some,
            ...repeats.flatMap((one) => (some.includes(lawful[one] as never) ? [lawful[one] as never] : [])),
          ];
          const keyed = all.map((message) => ({ message, at: order.next().value as number }));
          const shuffled = keyed.toSorted((a, b) => a.at - b.at).map(({ message }) => message);
          expect(standingAfter(shuffled)).to.deep.equal(standingAfter(some));
        },
      ),
      { numRuns: 500, seed: 20261122 },
    );
  });
});

describe("what an officer does with a letter that came", () => {
  for (const [state, act, answer] of [
    ["arrived", "accept", ["accepted", "03"]],
    ["arrived", "refuse", ["refused", "02"]],
    ["arrived", "complete", "letter-not-now"], // its receipt is told first
    ["accepted", "assign", ["assigned", "04"]],
    ["accepted", "process", ["processing", "05"]],
    ["processing", "process", ["processing", "05"]], // 05 may repeat
    ["assigned", "complete", ["completed", "06"]],
    ["accepted", "refuse", "letter-not-now"],
    ["completed", "complete", "letter-not-now"],
    ["recalled", "accept", "letter-not-now"],
    ["arrived", "agree", "letter-nothing-asked"],
  ] as readonly (readonly [InState, LetterAct, readonly string[] | string])[])
    it(`${act} of one that is ${state}: ${String(answer)}`, () => {
      const done = actOn({ state, request: null }, act);
      expect(done.ok ? [done.state, done.code] : done.code).to.deep.equal(answer);
    });

  it("a recall that is agreed to cancels it, one that is declined leaves it as it is", () => {
    const request = { kind: "recall" as const, at: new Date(), reason: null };
    expect(actOn({ state: "completed", request }, "agree")).to.deep.include({ state: "recalled", code: "15" });
    expect(actOn({ state: "completed", request }, "decline")).to.deep.include({ state: "completed", code: "16" });
  });
});

describe("an organ's key", () => {
  for (const [text, key] of [
    ["000.00.17.H36", "H36.17"],
    ["H36.17", "H36.17"],
    ["28.22.H17", "H17.22.28"],
    ["VXP.SaaS.02", "vxp.saas.02"],
  ] as const)
    it(`${text} is ${key}`, () => expect(organKey(text)).to.equal(key));
});
