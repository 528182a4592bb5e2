import { expect } from "chai";
import {
  isTakenBack,
  recalledFrom,
  reissueRefused,
  type Holder,
  type OwnLetter,
} from "../../core/domain/letter/reissue.ts";
import { retryOf, type ReplacedLetter } from "../../core/domain/letter/retry.ts";

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

  const refused = holder({ state: "refused" });
  const recalled = holder({ state: "recalled" });
  for (const [what, receivers, isOver] of [
    ["all gave it back when asked", [recalled, recalled], true],
    ["one refused it, the other gave it back", [refused, recalled], true],
    ["all refused it, and none was asked", [refused, refused], false],
    ["one has it", [refused, recalled, holder()], false],
    ["an update is on its way to one", [holder({ ...refused, request: "update", answer: "open" }), recalled], false],
    ["one refused its update, too", [holder({ ...refused, request: "update", answer: "refused" }), recalled], true],
  ] as const)
    it(`recalled: ${what}: ${isOver ? "yes" : "no"}`, () => expect(isTakenBack(receivers)).to.equal(isOver));

  const organ = "000.00.17.H38";
  const other = holder({ organ: "000.00.18.H38", organKey: "H38.18" });
  const replaces = { replaced: [{ documentId: "vb-1", organs: [organ] }] };
  const old = (but: Partial<ReplacedLetter> = {}): ReplacedLetter => ({
    ...{ state: "sent", receivers: [holder()], isChanged: false },
    ...but,
  });
  for (const [what, acts, receivers, replaced, answer] of [
    ["to all of whom none was asked back", null, [holder(), other], [], [organ, other.organ]],
    ["one is asked for it back", null, [open, other], [], "asked-back"],
    ["one gave it back", null, [recalled, other], [], [other.organ]],
    ["all gave it back", null, [recalled, { ...other, state: "recalled" as const }], [], "given-back"],
    ["one refused the letter before its update", null, [refused, other], [], [organ, other.organ]],
    ["what it replaces is in force", replaces, [holder(), other], [old()], [organ, other.organ]],
    ["what it replaces was updated", replaces, [holder(), other], [old({ isChanged: true })], "replaced-is-other"],
    ["what it replaces was recalled", replaces, [holder(), other], [old({ state: "recalled" })], "replaced-is-other"],
    ["what it replaces is asked back", replaces, [holder(), other], [old({ receivers: [open] })], "replaced-is-other"],
    ["another replaces it", replaces, [holder(), other], [], "replaced-is-other"],
  ] as const)
    it(`goes once more: ${what}: ${String(answer)}`, () => {
      const again = retryOf({ toOrgans: [organ, other.organ], acts }, receivers, replaced);
      expect(again.ok ? again.to : again.why).to.deep.equal(answer);
    });
});
