import { expect } from "chai";
import { differenceOf, explanations, readDigest, type Told } from "../../core/domain/digest.ts";
import { at } from "../support/clocks.ts";

// docs/digest.md, "What is a difference". Of 5 messages given out the receiver had taken over 3 when it looked.
const told = (but: Partial<Told>): Told => ({
  ...{ receiver: "H63.29", dossier: "H63.29.04-190312-0001" },
  ...{ settled: 3, announced: 5, state: "processing", theirs: { sequence: 3, state: "processing" }, ...but },
});
const holds = (sequence: number, state = "processing") => ({ theirs: { sequence, state } });

describe("a difference between two digests", () => {
  for (const [what, but, expected] of [
    ["the same", {}, undefined],
    ["taken over, and not in the list", { theirs: null }, "missing"],
    ["taken over, and in the list without any message", holds(0), "missing"],
    ["nothing taken over yet, and not in the list", { settled: 0, state: null, theirs: null }, undefined],
    [
      "nothing taken over yet, and in the list without any message",
      { settled: 0, state: null, ...holds(0) },
      undefined,
    ],
    ["a later message is gone", holds(2), "behind"],
    ["all but the first message are gone", holds(1), "behind"],
    ["a message on its way has come, its receipt has not", holds(4), undefined],
    ["all that was given out has come", holds(5), undefined],
    ["more than was given out", holds(6), "ahead"],
    ["a dossier that was never told", { settled: 0, announced: 0, state: null, ...holds(2) }, "unknown"],
    ["a dossier never told, without any message", { settled: 0, announced: 0, state: null, ...holds(0) }, "unknown"],
    ["never told, and not in the list", { settled: 0, announced: 0, state: null, theirs: null }, undefined],
    ["all messages, another state", holds(3, "done"), "state"],
    ["all messages, and none of them told a state", { state: null, ...holds(3, "done") }, undefined],
    ["behind, and another state: the messages first", holds(2, "done"), "behind"],
    ["ahead, and another state: a person first", holds(6, "done"), "ahead"],
  ] as const)
    it(`${what}: ${expected ?? "none"}`, () => expect(differenceOf(told(but))).to.equal(expected));

  for (const [difference, vi, en] of [
    ["missing", "gửi lại từ tin đầu", "sends it again from the first message"],
    ["behind", "gửi lại phần thiếu theo thứ tự", "sends them again in order"],
    ["state", "gửi một tin nêu trạng thái hiện tại", "sends a message that states the current one"],
    ["ahead", "cần người xem", "A person has to look"],
    ["unknown", "đơn vị cần gác lại", "the receiver sets it aside"],
  ] as const)
    it(`${difference} is explained in both languages with what is done`, () => {
      expect(explanations[difference].vi).to.include(vi);
      expect(explanations[difference].en).to.include(en);
    });
});

describe("reading a digest that a partner brought", () => {
  const moment = "2026-11-21T08:00:00+07:00";
  const item = { receiver: "H63.29.04", dossier: "H63.29.04-190312-0001", sequence: 3, state: "processing" };
  const listOf = (...items: readonly unknown[]) => readDigest({ takenAt: moment, items });

  it("knows agencies in either notation, and keeps the partner's order", () => {
    const items = [
      { ...item, receiver: "000.04.29.H63" },
      { ...item, receiver: "H63.29", sequence: 0, state: "done" },
    ];
    expect(listOf(...items)).to.deep.equal({
      ok: true,
      takenAt: at("2026-11-21 08:00"),
      items: [
        { receiver: "H63.29.04", dossier: "H63.29.04-190312-0001", sequence: 3, state: "processing" },
        { receiver: "H63.29", dossier: "H63.29.04-190312-0001", sequence: 0, state: "done" },
      ],
    });
  });

  it("reads an empty list: the receiver has nothing", () =>
    expect(listOf()).to.deep.equal({ ok: true, takenAt: at("2026-11-21 08:00"), items: [] }));

  for (const [written, meant] of [
    ["2026-11-21T01:00:00Z", "2026-11-21T01:00:00.000Z"],
    ["2026-11-21T01:00:00.250Z", "2026-11-21T01:00:00.250Z"],
    ["2026-11-21T08:00:00-05:30", "2026-11-21T13:30:00.000Z"],
  ] as const)
    it(`takenAt ${written} is a moment`, () => {
      const read = readDigest({ takenAt: written, items: [] });
      expect(read.ok && read.takenAt.toISOString()).to.equal(meant);
    });

  for (const takenAt of [
    "2026-11-21T08:00:00", // of which place?
    "2026-11-21",
    "2026-11-21 08:00:00Z",
    "2026-11-21T08:00:00+7",
    "2026-11-21T08:00:00+07:0x",
    "Sat Nov 21 2026 08:00:00 GMT+07:00 (ICT)",
    ["2026-11-21T08:00:00Z"],
    "2026-13-41T08:00:00Z",
    1_795_222_800_000,
    undefined,
  ])
    it(`takenAt ${takenAt === undefined ? "left out" : JSON.stringify(takenAt)} is not a moment with its offset`, () =>
      expect(readDigest({ takenAt, items: [] })).to.deep.equal({
        ...{ ok: false, field: "/takenAt" },
        fault: { en: "is not a moment with its offset", vi: "không phải thời điểm có múi giờ" },
      }));

  for (const [what, body, field, en, vi] of [
    ["a text", "x", "/", "is not an object", "không phải là một đối tượng"],
    ["nothing", null, "/", "is not an object", "không phải là một đối tượng"],
    ["items as an object", { takenAt: moment, items: {} }, "/items", "is not a list", "không phải danh sách"],
    ["no items", { takenAt: moment }, "/items", "is not a list", "không phải danh sách"],
  ] as const)
    it(`a body that is no digest is told with its field: ${what}`, () =>
      expect(readDigest(body)).to.deep.equal({ ok: false, field, fault: { en, vi } }));

  const [noAgency, noCode, noCount, noState] = [
    ["/items/1/receiver", "is not an agency's identifier", "không phải mã định danh đơn vị"],
    ["/items/1/dossier", "is not a dossier code", "không phải mã hồ sơ"],
    ["/items/1/sequence", "is not a whole number from 0", "không phải số nguyên từ 0"],
    ["/items/1/state", "is not a state of a dossier", "không phải trạng thái hồ sơ"],
  ] as const;
  for (const [what, second, [field, en, vi]] of [
    ["a text in place of an item", "x", ["/items/1", "is not an object", "không phải là một đối tượng"]],
    ["nothing in place of an item", null, ["/items/1", "is not an object", "không phải là một đối tượng"]],
    ["a receiver in no notation", { ...item, receiver: "xã Thử" }, noAgency],
    ["a receiver that is a number", { ...item, receiver: 63 }, noAgency],
    ["a dossier by its number only", { ...item, dossier: "0001" }, noCode],
    ["a dossier that is no text", { ...item, dossier: ["H63.29.04-190312-0001"] }, noCode],
    ["a sequence below 0", { ...item, sequence: -1 }, noCount],
    ["half a message", { ...item, sequence: 2.5 }, noCount],
    ["a sequence as text", { ...item, sequence: "3" }, noCount],
    ["a sequence that no table holds", { ...item, sequence: 2_147_483_648 }, noCount],
    ["a state nobody knows", { ...item, state: "finished" }, noState],
    ["a state that is no text", { ...item, state: ["done"] }, noState],
    [
      "the same receiver, in the other notation, and dossier once more",
      { ...item, receiver: "000.04.29.H63" },
      ["/items/1", "names the same receiver and dossier twice", "ghi hai lần cùng đơn vị và hồ sơ"],
    ],
  ] as const)
    it(`${what}: ${field} ${en}`, () =>
      expect(listOf(item, second)).to.deep.equal({ ok: false, field, fault: { en, vi } }));

  it("takes the highest sequence a lane can have", () => {
    const read = listOf({ ...item, sequence: 2_147_483_647 });
    expect(read.ok && read.items[0]?.sequence).to.equal(2_147_483_647);
  });

  it("takes another dossier of the same receiver, and the same dossier of another", () => {
    const read = listOf(item, { ...item, dossier: "H63.29.04-190312-0002" }, { ...item, receiver: "H63.29" });
    expect(read.ok && read.items.length).to.equal(3);
  });

  it("takes 100,000 items and no more", () => {
    const many = (length: number) => Array.from({ length }, () => null);
    const tooMany = { en: "has more than 100000 items", vi: "có hơn 100000 dòng" };
    expect(listOf(...many(100_001))).to.deep.equal({ ok: false, field: "/items", fault: tooMany });
    expect(listOf(...many(100_000))).to.include({ ok: false, field: "/items/0" });
  });
});
