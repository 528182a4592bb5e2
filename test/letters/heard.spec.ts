import { expect } from "chai";
import fc from "fast-check";
import { hasItsAnswer } from "../../core/domain/letter/awaited.ts";
import { findHeard, type Candidate } from "../../core/domain/letter/heard.ts";
import type { StatusCode } from "../../core/domain/letter/letter.ts";
import { linkOf } from "../../core/domain/letter/link.ts";
import { receiptDue } from "../../core/domain/letter/receipt.ts";
import { standingOf, type Heard } from "../../core/domain/letter/standing.ts";
import { defaultCalendar, defaultOfficeHours } from "../../core/service/clock-version.ts";
import { parseDay } from "../../core/domain/day.ts";
import { aStatus } from "../support/letters.ts";

const asked = { kind: "recall", at: new Date("2026-11-22T02:00:00Z") } as const;
const before = new Date("2026-11-21T02:00:00Z");
const after = new Date("2026-11-23T02:00:00Z");
const heard = (code: StatusCode, at = before, n = 1): Heard => ({ code, at, digest: `${code} ${n}` });

describe("where a letter of ours stands with a receiver", () => {
  for (const [codes, state] of [
    [[], "sent"],
    [["01"], "arrived"],
    [["03", "05"], "processing"], // V writes both at once
    [["05"], "processing"], // steps get skipped
    [["06", "01", "03"], "completed"], // and come late
    [["02"], "refused"],
  ] as readonly (readonly [StatusCode[], string])[])
    it(`${codes.join(", ") || "nothing"} is ${state}`, () => {
      expect(
        standingOf(
          codes.map((code) => heard(code)),
          null,
        ).state,
      ).to.equal(state);
    });

  it("refused and taken at once is for a person", () => {
    expect(standingOf([heard("02"), heard("03")], null)).to.deep.equal({
      state: "refused",
      answer: null,
      contradicts: true,
    });
  });

  it("15 and 16 answer the recall that is open", () => {
    expect(standingOf([heard("03")], asked)).to.deep.include({ state: "accepted", answer: "open" });
    expect(standingOf([heard("03"), heard("15", after)], asked)).to.deep.include({
      state: "recalled",
      answer: "agreed",
    });
    expect(standingOf([heard("03"), heard("16", after)], asked)).to.deep.include({
      state: "accepted",
      answer: "refused",
    });
  });

  it("an answer from before the recall was asked answers nothing", () => {
    expect(standingOf([heard("15", before)], asked)).to.deep.include({ answer: "open", state: "sent" });
    expect(standingOf([heard("15", before)], null)).to.deep.include({ answer: null, state: "sent" });
  });

  it("02 and 03 of a letter that was accepted belong to the open recall", () => {
    expect(standingOf([heard("03"), heard("02", after)], asked)).to.deep.equal({
      ...{ state: "accepted", answer: "refused", contradicts: false },
    });
    expect(standingOf([heard("03"), heard("03", after, 2)], asked)).to.deep.include({
      state: "recalled",
      answer: "agreed",
    });
  });

  it("the first 03 is the letter's own, though a recall is open; so is 02", () => {
    expect(standingOf([heard("03", after)], asked)).to.deep.include({ state: "accepted", answer: "open" });
    expect(standingOf([heard("02", after)], asked)).to.deep.include({ state: "refused" });
  });

  describe("after an update", () => {
    const updated = { kind: "update", at: asked.at } as const;
    for (const [what, said, standing] of [
      ["nothing said since", [heard("03")], ["accepted", "open", false]],
      ["15", [heard("05"), heard("15", after)], ["processing", "agreed", false]],
      ["16", [heard("05"), heard("16", after)], ["processing", "refused", false]],
      ["02 of what was accepted", [heard("03"), heard("02", after)], ["accepted", "refused", false]],
      ["03 again", [heard("03"), heard("03", after, 2)], ["accepted", "agreed", false]],
      ["given back, and it has not left", [heard("01"), heard("02")], ["refused", "open", false]],
    ] as const)
      it(what, () => {
        const { state, answer, contradicts } = standingOf(said, updated);
        expect([state, answer, contradicts]).to.deep.equal(standing);
      });

    for (const [what, said, standing] of [
      ["it begins anew", [heard("01"), heard("02")], ["sent", "open", false]],
      ["and here now", [heard("02"), heard("01", after)], ["arrived", "open", false]],
      ["and taken now", [heard("02"), heard("03", after)], ["accepted", "agreed", false]],
      ["and given back once more", [heard("02"), heard("02", after, 2)], ["refused", "refused", false]],
    ] as const)
      it(`that left to whoever had given the letter back: ${what}`, () => {
        const { state, answer, contradicts } = standingOf(said, updated, asked.at);
        expect([state, answer, contradicts]).to.deep.equal(standing);
      });

    // given back, updated on the 2nd, accepted on the 3rd, something asked on the 5th
    const day = (n: number) => new Date(Date.UTC(2026, 10, n));
    const on = (code: StatusCode, n: number): Heard => ({ code, at: day(n), digest: `${code} ${n}` });
    for (const [kind, said, standing] of [
      ["recall", on("16", 6), ["accepted", "refused", false]],
      ["recall", on("05", 6), ["processing", "open", false]],
      ["update", on("16", 6), ["accepted", "refused", false]],
    ] as const)
      it(`what was said before it stays over when a ${kind} is asked after it, and answered ${said.code}`, () => {
        const all = [on("02", 1), on("03", 3), said];
        const { state, answer, contradicts } = standingOf(all, { kind, at: day(5) }, day(2));
        expect([state, answer, contradicts]).to.deep.equal(standing);
      });

    // accepted on the 1st, asked back on the 2nd and refused by 02 on the 3rd, something else asked on the 5th
    for (const [kind, said, standing] of [
      ["update", [], ["accepted", "open", false]],
      ["update", [on("15", 6)], ["accepted", "agreed", false]],
      ["update", [on("02", 6)], ["accepted", "refused", false]],
      ["recall", [], ["accepted", "open", false]],
      ["recall", [on("02", 6)], ["accepted", "refused", false]],
      ["recall", [on("06", 6)], ["completed", "open", false]],
      ["recall", [on("15", 6)], ["recalled", "agreed", false]],
    ] as const)
      it(`a recall refused by 02 is of that recall for good: then ${kind}, ${said[0]?.code ?? "nothing said"}`, () => {
        const all = [on("03", 1), on("02", 3), ...said];
        const { state, answer, contradicts } = standingOf(all, { kind, at: day(5) }, null, day(2));
        expect([state, answer, contradicts]).to.deep.equal(standing);
      });

    it("a recall refused by 02 is of that recall for good, also once nothing is asked any more", () => {
      const standing = standingOf([on("03", 1), on("02", 3), on("06", 6)], null, null, day(2));
      expect(standing).to.deep.equal({ state: "completed", answer: null, contradicts: false });
    });

    it("02 of what was accepted, from before anything was asked, is for a person still", () => {
      const standing = standingOf([on("03", 1), on("02", 2)], { kind: "recall", at: day(5) }, null, day(3));
      expect(standing).to.deep.include({ state: "refused", contradicts: true });
    });

    it("02 that was heard while it waited to leave is of the letter before it", () => {
      expect(standingOf([on("02", 6), on("03", 8)], { kind: "update", at: day(5) }, day(7))).to.deep.equal({
        ...{ state: "accepted", answer: "agreed", contradicts: false },
      });
    });
  });

  it("the same said twice is said once", () => {
    expect(standingOf([heard("03"), heard("03")], asked)).to.deep.include({ answer: "open" });
  });

  it("any order, with any repeats, ends the same", () => {
    const all: readonly StatusCode[] = ["01", "02", "03", "04", "05", "06", "15", "16"];
    const one = fc.record({ code: fc.constantFrom(...all), n: fc.nat(2), late: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), fc.boolean(), fc.array(fc.nat(7)), (said, isAsked, repeats) => {
        const list = said.map(({ code, n, late }) => heard(code, late ? after : before, late ? n + 10 : n));
        const request = isAsked ? asked : null;
        const more = repeats.flatMap((at) => (list[at] ? [list[at]] : []));
        expect(standingOf([...list, ...more].toReversed(), request)).to.deep.equal(standingOf(list, request));
      }),
      { numRuns: 1_000, seed: 7 },
    );
  });
});

describe("which letter a status is about", () => {
  const letter = (but: Partial<Candidate> = {}): Candidate => ({
    ...{ id: 1n, side: "out", documentIds: ["000.03.26.H38,2026/11/20,45/UBND-VP"], code: "45/UBND-VP", year: 2026 },
    ...{ fromKey: "H38.26.003", addressees: ["H38.17"] },
    ...but,
  });
  const find = (but: object, letters: readonly Candidate[], axisFrom: string | null = null) =>
    findHeard(aStatus(but), letters, axisFrom);

  it("by its identifier, from one of its receivers in either notation", () => {
    expect(find({}, [letter()])).to.deep.equal({ do: "hear", letter: 1n, organKey: "H38.17" });
    expect(find({ from: { id: "H38.17", name: null } }, [letter()])).to.include({ do: "hear" });
  });

  it("of a document that nobody knows it waits", () => {
    expect(find({}, [])).to.deep.equal({ do: "park", why: "unknown" });
  });

  it("from one to whom it did not go it waits", () => {
    expect(find({ from: { id: "H38.99", name: null } }, [letter()])).to.deep.equal({
      do: "park",
      why: "notAnAddressee",
    });
  });

  const about = { organ: "000.03.26.H38", documentId: null, code: "45/UBND-VP", year: 2026 };
  it("without identifier by number, notation and year: two years' letters may bear one number", () => {
    const old = letter({ id: 2n, year: 2025, documentIds: ["x"] });
    expect(find({ about }, [letter(), old])).to.include({ do: "hear", letter: 1n });
    expect(find({ about: { ...about, year: null } }, [letter(), old])).to.deep.equal({ do: "park", why: "several" });
    expect(find({ about: { ...about, year: null } }, [letter()])).to.include({ do: "hear" });
  });

  const swapped = {
    from: { id: "000.03.26.H38", name: null },
    about: { ...about, organ: "000.00.17.H38" },
    code: "15",
  } as const;
  const ofOurs = letter({ fromKey: "H38.26.03" });
  it("some write their answer in our name, and themselves where we should stand", () => {
    for (const axisFrom of ["000.00.17.H38", null])
      expect(find(swapped, [ofOurs], axisFrom)).to.deep.equal({ do: "hear", letter: 1n, organKey: "H38.17" });
    expect(find(swapped, [ofOurs], "H38.99")).to.deep.equal({ do: "park", why: "fromDiffers" });
  });

  it("of two identifiers of one agency that were both written to, each answers for itself", () => {
    const areOne = (a: string, b: string) => a === b || [a, b].every((key) => /17|77/.test(key));
    for (const own of ["17", "77"])
      expect(
        findHeard(
          aStatus({ from: { id: `000.00.${own}.H38`, name: null } }),
          [letter({ addressees: ["H38.17", "H38.77"] })],
          null,
          areOne,
        ),
      ).to.deep.equal({ do: "hear", letter: 1n, organKey: `H38.${own}` });
  });

  it("a stranger who names a receiver does not speak for it", () => {
    const stranger = { ...swapped, from: { id: "H77.66", name: null } };
    for (const axisFrom of ["H77.66", "000.00.17.H38", null])
      expect(find(stranger, [ofOurs], axisFrom)).to.deep.equal({ do: "park", why: "notAnAddressee" });
  });

  it("13 is about the letter that was sent anew, and about the one before it, given back and erased, only while there is none", () => {
    const came = { side: "in", fromKey: "H38.17", addressees: [] } as const;
    const gone = letter({ ...came, isOver: true });
    expect(find({ code: "13" }, [gone, letter({ ...came, id: 2n })])).to.deep.include({ do: "hear", letter: 2n });
    expect(find({ code: "13" }, [gone])).to.deep.include({ do: "hear", letter: 1n });
  });

  it("13 is said by the sender of a letter that came, and by nobody else", () => {
    const came = letter({ side: "in", fromKey: "H38.17", addressees: [] });
    expect(find({ code: "13" }, [came])).to.include({ do: "hear" });
    expect(find({ code: "13", from: { id: "H38.99", name: null } }, [came])).to.deep.equal({
      do: "park",
      why: "notTheSender",
    });
    expect(find({ code: "13" }, [letter()])).to.deep.equal({ do: "park", why: "unknown" });
  });

  it("what the axis says another sent is for a person", () => {
    expect(find({}, [letter()], "H38.99")).to.deep.equal({ do: "park", why: "fromDiffers" });
    expect(find({}, [letter()], "H38.17")).to.include({ do: "hear" });
  });
});

describe("until when a receipt is owed (NĐ 30 art. 21(2)(c))", () => {
  const opening = { calendar: defaultCalendar(), officeHours: defaultOfficeHours(), closures: [] };
  const due = (at: string, closures: readonly { from: string; to: string }[] = []) =>
    receiptDue(
      { ...opening, closures: closures.map(({ from, to }) => ({ from: parseDay(from), to: parseDay(to) })) as never },
      new Date(at),
    ).toISOString();
  // office hours of the default end at 17:30
  for (const [at, until, why] of [
    ["2026-11-20T08:00:00+07:00", "2026-11-20T10:30:00.000Z", "a Friday morning: that day"],
    ["2026-11-20T17:29:00+07:00", "2026-11-20T10:30:00.000Z", "a minute before closing: that day"],
    ["2026-11-20T17:30:00+07:00", "2026-11-23T10:30:00.000Z", "at closing: Monday"],
    ["2026-11-21T10:00:00+07:00", "2026-11-23T10:30:00.000Z", "a Saturday: Monday"],
    ["2026-11-23T06:00:00+07:00", "2026-11-23T10:30:00.000Z", "before opening: that day"],
  ] as const)
    it(why, () => expect(due(at)).to.equal(until));

  it("the next open day where the agency is shut", () => {
    // the 24th is a public holiday from 2026 on
    expect(due("2026-11-20T08:00:00+07:00", [{ from: "2026-11-20", to: "2026-11-23" }])).to.equal(
      "2026-11-25T10:30:00.000Z",
    );
  });
});

describe("to which dossier a letter belongs", () => {
  const of = (how: "referenceCode" | "responseFor" | "replyFor", dossierId: bigint, answers: bigint | null = null) => ({
    ...{ how, dossierId, answers },
  });
  it("by the dossier's number first, then by the letter of ours it answers", () => {
    expect(linkOf([of("responseFor", 1n, 5n), of("referenceCode", 2n)])).to.deep.equal({
      ...{ do: "link", how: "referenceCode", dossierId: 2n, answers: null },
    });
    expect(linkOf([of("replyFor", 3n, 6n), of("responseFor", 1n, 5n)])).to.deep.include({ dossierId: 1n, answers: 5n });
    expect(linkOf([of("referenceCode", 1n), of("responseFor", 1n, 5n)])).to.deep.include({
      how: "referenceCode",
      answers: 5n,
    });
  });
  it("to none where it names several, or nothing", () => {
    expect(linkOf([of("referenceCode", 1n), of("referenceCode", 2n)])).to.deep.equal({ do: "unclear" });
    expect(linkOf([])).to.deep.equal({ do: "none" });
  });
});

describe("what a letter of ours waits for", () => {
  for (const [purpose, states, isAnswered, over] of [
    ["opinion", ["completed"], false, false],
    ["opinion", ["arrived"], true, true],
    ["apology", ["accepted"], false, true],
    ["result", ["arrived"], false, false],
    ["transfer", ["processing"], false, false],
    ["transfer", ["completed"], false, true],
    ["other", ["accepted", "refused"], false, true],
    ["other", ["accepted", "arrived"], false, false],
  ] as const)
    it(`${purpose}, ${states.join(" and ")}${isAnswered ? ", answered" : ""}: ${over ? "over" : "waits"}`, () => {
      expect(hasItsAnswer(purpose, states, isAnswered)).to.equal(over);
    });
});
