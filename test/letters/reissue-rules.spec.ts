import { expect } from "chai";
import { recalledFrom, reissueRefused, type Holder, type OwnLetter } from "../../core/domain/letter/reissue.ts";

const holder = (but: Partial<Holder> = {}): Holder => ({
  ...{ organ: "000.00.17.H38", organKey: "H38.17", state: "accepted", request: null, answer: null },
  ...but,
});
const letter = (but: Partial<OwnLetter> = {}): OwnLetter => ({
  ...{ state: "sent", isUnderWay: false, beingReplacedBy: null, receivers: [holder()] },
  ...but,
});
const open = holder({ request: "recall", answer: "open" });
const said = (answer: { readonly code?: string } | undefined) => answer?.code ?? null;

describe("what may still be done with a letter of ours (NĐ 30 art. 18)", () => {
  for (const [what, but, code] of [
    ["sent and in force: updated, replaced", {}, null],
    ["it waits to be sent", { state: "queued" }, "letter-change-not-now"],
    ["it could not be sent", { state: "failed" }, "letter-change-not-now"],
    ["it was taken back", { state: "recalled" }, "letter-change-not-now"],
    ["it was replaced", { state: "replaced" }, "letter-change-not-now"],
    ["another is to replace it", { beingReplacedBy: "9" }, "letter-being-replaced"],
    ["a message of it is under way", { isUnderWay: true }, "letter-under-way"],
    ["one receiver is asked for it back", { receivers: [holder(), open] }, "letter-recall-open"],
    ["one refused to give it back", { receivers: [holder({ request: "recall", answer: "refused" })] }, null],
    ["an update that nobody answered", { receivers: [holder({ request: "update", answer: "open" })] }, null],
    ["one gave it back", { receivers: [holder({ state: "refused" })] }, null],
  ] as const)
    it(`${what}: ${code ?? "yes"}`, () => expect(said(reissueRefused(letter(but)))).to.equal(code));

  for (const [what, but, answer] of [
    ["sent", {}, ["H38.17"]],
    ["it may have left", { state: "queued" }, ["H38.17"]],
    ["it could not be sent", { state: "failed" }, "letter-recall-not-now"],
    ["it was taken back", { state: "recalled" }, "letter-recall-not-now"],
    ["it was replaced", { state: "replaced" }, "letter-recall-not-now"],
    ["another is to replace it", { beingReplacedBy: "9" }, "letter-being-replaced"],
    ["its receiver gave it back", { receivers: [holder({ state: "refused" })] }, "letter-recall-not-now"],
    ["its receiver is asked already", { receivers: [open] }, "letter-recall-open"],
    ["its receiver refused once", { receivers: [holder({ request: "recall", answer: "refused" })] }, ["H38.17"]],
    ["an update is open", { receivers: [holder({ request: "update", answer: "open" })] }, ["H38.17"]],
    ["one is asked already, another not", { receivers: [open, holder({ organKey: "H38.18" })] }, ["H38.18"]],
    ["of others than those named", { receivers: [holder(), holder({ organKey: "H38.99" })] }, ["H38.17"]],
  ] as const)
    it(`asked back: ${what}: ${String(answer)}`, () => {
      const decided = recalledFrom(letter(but), ["H38.17", "H38.18"]);
      expect(decided.ok ? decided.from.map(({ organKey }) => organKey) : decided.code).to.deep.equal(answer);
    });
});
