import { expect } from "chai";
import { startAxisStandIn, type AxisStandIn } from "../../adapters/edoc/stand-in/axis.ts";
import { practicePdf, startLegacy, type Legacy } from "../../adapters/edoc/stand-in/legacy.ts";
import { aLetter, anOrgan, aState, contentOf, writtenText } from "../support/edxml-write.ts";
import { documentOf, statusOf } from "../support/edxml.ts";

const [ours, theirs] = ["000.00.00.H99", "000.00.01.H99"];
const documentId = "000.00.00.H99,2026/11/20,12/CV-TAP";

/** The legacy system is not ours: what it reads of our messages, and we of its, is two programs' understanding. */
describe("the legacy system on the axis", () => {
  let axis: AxisStandIn;
  let legacy: Legacy;
  beforeEach(async () => {
    axis = await startAxisStandIn();
    legacy = startLegacy(axis, { organId: theirs });
  });
  afterEach(() => axis.close());

  const put = async (message = aLetter({ to: [anOrgan(theirs)] })) =>
    axis.put({
      kind: "edoc",
      from: ours,
      to: [theirs],
      bytes: await writtenText(message, [contentOf(practicePdf("x"))]),
    });
  const states = () =>
    axis.offeredTo(ours, "status").map(({ bytes }) => {
      const { statusCode, responseFor, description } = statusOf(bytes);
      expect(responseFor.documentId).to.equal(documentId);
      return description === null ? statusCode : `${statusCode} ${description}`;
    });

  it("reads what we write: number, subject, files", async () => {
    const { otherInfo } = aLetter();
    await put(aLetter({ to: [anOrgan(theirs)], otherInfo: { ...otherInfo, referenceCodes: ["H99-1", "H99-2"] } }));
    legacy.turn();
    const { times, labels, reasons, ...read } = legacy.letters.get(documentId)!;
    expect([times, labels, reasons]).to.deep.equal([1, [], []]);
    expect(read).to.deep.equal({
      ...{ documentId, from: ours, code: "12/CV-TAP", subject: "V/v lấy ý kiến (tập)", type: "0" },
      ...{ referenceCodes: ["H99-1", "H99-2"], responseFor: [], replaces: [] },
      files: [{ name: "cong-van.pdf", bytes: practicePdf("x") }],
    });
  });

  for (const [habits, said] of [
    [{}, ["01", "03", "05"]],
    [{ onLetter: "accept" }, ["01", "03"]],
    [{ onLetter: "refuse" }, ["01", "02 Không thuộc thẩm quyền"]],
    [{ onLetter: "wait" }, ["01"]],
    [{ reportsArrival: false, onLetter: "wait" }, []],
    [{ repeats: true, onLetter: "wait" }, ["01", "01"]],
    [{ finishes: true }, ["01", "03", "05", "06"]],
    [{ oneDigit: true }, ["01", "03", "05"]],
  ] as const)
    it(`with ${JSON.stringify(habits)} it says ${said.join(", ")}`, async () => {
      Object.assign(legacy.habits, habits);
      await put();
      legacy.turn();
      expect(states()).to.deep.equal(said);
      const isOneDigit = "oneDigit" in habits;
      if (isOneDigit) expect(axis.offeredTo(ours, "status")[0]?.bytes.toString()).to.contain("StatusCode>1<");
      expect(axis.offeredTo(theirs, "edoc")).to.deep.equal([]);
    });

  it("a letter that comes again, under whatever type, is labelled and changes nothing", async () => {
    await put();
    legacy.turn();
    const again = aLetter({ subject: "khác", business: { ...aLetter().business, kind: "update", documentId } });
    await put(again);
    legacy.turn();
    expect(legacy.letters.get(documentId)).to.include({ subject: "V/v lấy ý kiến (tập)", times: 2 });
    expect(legacy.letters.get(documentId)?.labels).to.deep.equal(["2"]);
  });

  for (const onRecall of ["15", "16"] as const)
    it(`a recall by a state is answered by ${onRecall}`, async () => {
      Object.assign(legacy.habits, { onRecall, onLetter: "wait" });
      await put();
      legacy.turn();
      const state = aState({ statusCode: "13", description: "nhầm", from: anOrgan(ours) });
      const about = { ...state.responseFor, organId: theirs };
      const bytes = await writtenText({ ...state, responseFor: about });
      axis.put({ kind: "status", from: ours, to: [theirs], bytes });
      legacy.turn();
      expect(states()).to.deep.equal(["01", onRecall]);
      expect(legacy.heard).to.deep.equal([{ code: "13", from: ours, documentId, reason: "nhầm" }]);
    });

  const last = () => documentOf(axis.offeredTo(ours, "edoc").at(-1)!.bytes);

  it("writes letters that we read; the axis adds a hop of nobody", () => {
    const id = legacy.send({ to: [ours], subject: "V/v tập", referenceCodes: "H99-261120-0001" });
    expect(last()).to.deep.include({ documentId: id, subject: "V/v tập" });
    expect(last().otherInfo.referenceCodes).to.deep.equal(["H99-261120-0001"]);
    expect(last().trace.map(({ organId }) => organId)).to.deep.equal([theirs, null]);
    expect(last().attachments.map(({ name }) => name)).to.deep.equal(["cong-van.pdf"]);
  });

  it("answers by a new letter that names ours, in either field", async () => {
    await put();
    legacy.turn();
    legacy.answer(documentId, "ResponseFor");
    expect(last().responseFor.map((one) => [one.organId, one.code, one.documentId])).to.deep.equal([
      [ours, "12/CV-TAP", documentId],
    ]);
    legacy.answer(documentId, "ReplyFors");
    expect(last().otherInfo.replyFors).to.deep.equal([documentId]);
    expect(last().responseFor).to.deep.equal([]);
  });

  it("takes back by either path, sends again as an update of nothing, and replaces", () => {
    const id = legacy.send({ to: [ours] });
    legacy.recall(id, "A", "sai");
    expect(last()).to.deep.include({ documentId: id });
    expect([last().business.kind, last().business.reason]).to.deep.equal(["recall", "sai"]);
    legacy.recall(id, "B");
    const state = statusOf(axis.offeredTo(ours, "status").at(-1)!.bytes);
    expect([state.statusCode, state.responseFor.documentId, state.description]).to.deep.equal(["13", id, null]);
    legacy.sendAgain(id);
    expect([last().business.kind, last().business.documentId]).to.deep.equal(["update", id]);
    legacy.replace([id, id]);
    expect([last().business.kind, last().business.replaced]).to.deep.equal([
      "replace",
      [
        { documentId: id, organIds: [ours] },
        { documentId: id, organIds: [ours] },
      ],
    ]);
  });

  it("the same message with other line ends is another item, and other bytes", () => {
    legacy.send({ to: [ours] });
    const [first] = axis.offeredTo(ours, "edoc");
    axis.repeat(first!.docId, "\n");
    const [one, other] = axis.offeredTo(ours, "edoc");
    expect(one!.docId).not.to.equal(other!.docId);
    expect(one!.bytes.equals(other!.bytes)).to.equal(false);
    expect(documentOf(other!.bytes)).to.deep.equal(documentOf(one!.bytes));
  });
});
