import { expect } from "chai";
import type { Command, Dossier } from "../../core/domain/dossier.ts";
import { guards, type Facts } from "../../core/domain/guards.ts";
import type { Guard } from "../../core/domain/moves.ts";
import { refuse } from "../../core/domain/refusal.ts";
import type { Role } from "../../core/domain/state.ts";
import { aDossier, commune, district, monday, tuesday } from "../support/builders.ts";

const code = "000.04.29.H63-190527-0001";
const mon = "2019-05-27T01:00:00.000Z";
const tue = "2019-05-28T01:00:00.000Z";
const later = new Date("2019-05-29T08:00:00+07:00");

const ask = (
  guard: Guard,
  dossier: Partial<Dossier>,
  facts?: Facts,
  but: Partial<Command> = {},
  role: Role = "officer",
) =>
  guards[guard](
    aDossier(dossier),
    { step: "conclude", by: commune, at: tuesday, ...(facts === undefined ? {} : { facts }), ...but },
    role,
  );

const opinion = (but: Partial<NonNullable<Dossier["opinion"]>> = {}) => ({
  ...{ of: district, askedAt: monday, due: monday, lateAt: null, endedAt: null },
  ...but,
});
const exclusion = (but: Partial<NonNullable<Facts["exclusion"]>> = {}) => ({
  ...{ reason: "council" as const, from: monday, to: tuesday, evidence: "TB 1/TB-HĐ" },
  ...but,
});
const reset: Facts = {
  ...{ approvedBy: "CB-02", officer: "CB-01", decisionNo: "7/QĐ-UBND", currentDue: monday, newDue: later },
};

describe("a condition of a move that is met", () => {
  for (const [what, guard, dossier, facts, but] of [
    ["the matter is the applicant's own (NĐ61 17(2a))", "rightAgencyNamed", {}, { ground: "notEligible" }],
    ["the agency whose matter it is, is named (T10)", "rightAgencyNamed", {}, { rightAgency: "Sở Thử nghiệm" }],
    ["the first supplement (NĐ61 11(2c))", "supplementOnce", {}, undefined],
    ["a return without a window", "returnWindow", {}, {}],
    ["a return at the window's last moment (D14)", "returnWindow", {}, { returnWindowEnds: tuesday }],
    ["closed after the applicant's time (T22)", "applicantTimeOver", {}, { applicantTimeEnds: monday }],
    ["the first re-appointment, to a later day (D17)", "extendOnce", {}, { currentDue: monday, newDue: tuesday }],
    ["decided at the counter by delegation (NĐ61 17(5))", "delegation", {}, { delegated: true }],
    ["no result was named, none is on record", "sameResult", {}, undefined],
    ["a result named, none is on record", "sameResult", {}, { resultNumber: "12/QĐ" }],
    ["none named, one on record", "sameResult", {}, { issuedNumber: "12/QĐ" }],
    [
      "the one on record, typed otherwise",
      "sameResult",
      {},
      { resultNumber: " 12/qđ  UBND ", issuedNumber: "12/QĐ UBND" },
    ],
    ["a reset by two persons and a decision (T39)", "twoPersons", {}, reset, { reason: "lý do" }],
    [
      "a reset to an earlier due that has not passed",
      "twoPersons",
      {},
      { ...reset, currentDue: new Date("2019-06-30") },
      { reason: "lý do" },
    ],
    ["an exclusion with its evidence (D23)", "namedExclusion", {}, { exclusion: exclusion() }],
    [
      "a verification with a law of its own (§2.5)",
      "namedExclusion",
      {},
      { exclusion: exclusion({ reason: "verification", legalBasis: "Luật Thử nghiệm" }) },
    ],
    ["no result was issued (TT 03/2025 art. 7)", "nothingIssued", {}, undefined],
    ["declined: a result was decided here (T30)", "resultIssued", { outcome: "granted" }, undefined],
    ["declined: a result is named (T30)", "resultIssued", {}, { resultNumber: "12/QĐ" }],
    ["with the post, and delivered by it (T33)", "withPost", { delivery: "withPost" }, undefined],
    ["not with the post (T32)", "notWithPost", { delivery: "ready" }, undefined],
    ["still in the store", "stored", { delivery: "stored" }, undefined],
    ["an early result told before the due (T35)", "early", { delivery: "ready" }, { currentDue: later }],
    ["an early result of what has no due", "early", { delivery: "ready" }, undefined],
    ["an opinion asked with a deadline ahead (NĐ61 19(5a))", "opinionAsked", {}, { opinionDue: later }],
    ["an opinion that is awaited", "opinionAwaited", { opinion: opinion() }, undefined],
    ["an opinion that is late (T19)", "opinionLate", { opinion: opinion() }, undefined],
    ["settled while the applicant waits", "immediateProcedure", {}, { immediate: true }],
  ] as const satisfies readonly (readonly [string, Guard, Partial<Dossier>, Facts | undefined, Partial<Command>?])[])
    it(`${what}: lawful`, () => {
      expect(ask(guard, dossier, facts, but)).to.equal("lawful");
    });

  it("a signatory decides without a delegation (NĐ61 17(5))", () =>
    expect(ask("delegation", {}, undefined, {}, "signatory")).to.equal("lawful"));

  for (const [what, guard, dossier, facts] of [
    [
      "a second supplement by a law, approved by another (§2.5)",
      "supplementOnce",
      { supplements: 1 },
      { legalBasis: "Luật Thử nghiệm", approvedBy: "CB-02", officer: "CB-01" },
    ],
    [
      "a second supplement, where nobody says who asks",
      "supplementOnce",
      { supplements: 1 },
      { legalBasis: "Luật Thử nghiệm", approvedBy: "CB-02" },
    ],
    ["a return after the window, by a law", "returnWindow", {}, { returnWindowEnds: monday, legalBasis: "Luật" }],
    [
      "closed before the applicant's time is over, by a law",
      "applicantTimeOver",
      {},
      { applicantTimeEnds: later, legalBasis: "Luật" },
    ],
  ] as const satisfies readonly (readonly [string, Guard, Partial<Dossier>, Facts])[])
    it(`${what}: exceptional, and marked as such`, () => expect(ask(guard, dossier, facts)).to.equal("exceptional"));
});

describe("a condition of a move that is not met: what is said, and of which field", () => {
  const law = "Luật Thử nghiệm";
  const number = "12/QĐ";
  for (const [what, guard, dossier, facts, refusal, field, values, but] of [
    [
      "nobody is named whose matter it is",
      "rightAgencyNamed",
      {},
      undefined,
      "right-agency-missing",
      "/rightAgency",
      { code },
    ],
    [
      "an agency without a name",
      "rightAgencyNamed",
      {},
      { rightAgency: " " },
      "right-agency-missing",
      "/rightAgency",
      { code },
    ],
    [
      "another ground, and no agency",
      "rightAgencyNamed",
      {},
      { ground: "wrongAuthority" },
      "right-agency-missing",
      "/rightAgency",
      { code },
    ],
    [
      "a second supplement without a law",
      "supplementOnce",
      { supplements: 1 },
      { legalBasis: " " },
      "supplement-already-asked",
      "/legalBasis",
      { code },
    ],
    [
      "a second supplement nobody approved",
      "supplementOnce",
      { supplements: 1 },
      { legalBasis: law },
      "approval-missing",
      "/approvedBy",
      { code },
    ],
    [
      "a second supplement approved by who asks",
      "supplementOnce",
      { supplements: 1 },
      { legalBasis: law, approvedBy: " cb-01", officer: "CB-01" },
      "approval-missing",
      "/approvedBy",
      { code },
    ],
    [
      "a return after the window",
      "returnWindow",
      {},
      { returnWindowEnds: monday },
      "return-window-over",
      "/legalBasis",
      { code, until: mon },
    ],
    [
      "closed at the last moment of the applicant's time",
      "applicantTimeOver",
      {},
      { applicantTimeEnds: tuesday },
      "applicant-time-not-over",
      "/at",
      { code, until: tue },
    ],
    [
      "closed, and nobody knows that time",
      "applicantTimeOver",
      {},
      undefined,
      "applicant-time-not-over",
      "/at",
      { code, until: "–" },
    ],
    [
      "another result than the one on record",
      "sameResult",
      {},
      { resultNumber: "13/QĐ", issuedNumber: number },
      "result-differs",
      "/result/number",
      { code, number, named: "13/QĐ" },
    ],
    [
      "a number that ends alike",
      "sameResult",
      {},
      { resultNumber: "112/QĐ", issuedNumber: number },
      "result-differs",
      "/result/number",
      { code, number, named: "112/QĐ" },
    ],
    [
      "decided at the counter, another result on record",
      "delegation",
      {},
      { delegated: true, resultNumber: "13/QĐ", issuedNumber: number },
      "result-differs",
      "/result/number",
      { code, number, named: "13/QĐ" },
    ],
    ["a reset of what has no due", "twoPersons", {}, undefined, "dossier-without-due", undefined, { code }],
    [
      "a reset without the second person",
      "twoPersons",
      {},
      { ...reset, approvedBy: "" },
      "second-person-missing",
      "/approvedBy",
      {},
      { reason: "lý do" },
    ],
    ["a reset without a reason", "twoPersons", {}, reset, "decision-missing", "/decisionNo", {}],
    [
      "a reset to the present moment",
      "twoPersons",
      {},
      { ...reset, newDue: tuesday },
      "new-due-passed",
      "/newDue",
      { at: tue, newDue: tue },
      { reason: "lý do" },
    ],
    [
      "a reset to no day",
      "twoPersons",
      {},
      { approvedBy: "b", officer: "a", decisionNo: "7/QĐ", currentDue: monday },
      "new-due-not-later",
      "/newDue",
      { due: tue, newDue: "–" },
      { reason: "lý do" },
    ],
    ["an exclusion that is not named", "namedExclusion", {}, undefined, "exclusion-without-evidence", "/exclusion", {}],
    [
      "an exclusion without evidence",
      "namedExclusion",
      {},
      { exclusion: exclusion({ evidence: " " }) },
      "exclusion-without-evidence",
      "/exclusion",
      {},
    ],
    [
      "a verification without a law of its own",
      "namedExclusion",
      {},
      { exclusion: exclusion({ reason: "verification" }) },
      "exclusion-without-law",
      "/exclusion/legalBasis",
      { reason: "verification" },
    ],
    [
      "a visit with a law that is not named",
      "namedExclusion",
      {},
      { exclusion: exclusion({ reason: "inspection", legalBasis: " " }) },
      "exclusion-without-law",
      "/exclusion/legalBasis",
      { reason: "inspection" },
    ],
    [
      "a result was decided here",
      "nothingIssued",
      { outcome: "refused" },
      undefined,
      "result-already-issued",
      undefined,
      { code, outcome: "refused" },
    ],
    [
      "a result was named before (T30)",
      "nothingIssued",
      {},
      { issuedNumber: number },
      "result-named-before",
      undefined,
      { code, number },
    ],
    [
      "no result was issued, and none is named",
      "resultIssued",
      {},
      undefined,
      "result-not-issued",
      "/result",
      { code },
    ],
    [
      "named, and another is on record",
      "resultIssued",
      { outcome: "granted" },
      { resultNumber: "13/QĐ", issuedNumber: number },
      "result-differs",
      "/result/number",
      { code, number, named: "13/QĐ" },
    ],
    [
      "the post does not have it",
      "withPost",
      { delivery: "ready" },
      undefined,
      "result-not-with-post",
      "/step",
      { code },
    ],
    ["the post has it", "notWithPost", { delivery: "withPost" }, undefined, "result-with-post", "/step", { code }],
    [
      "fetched, and not in the store any more",
      "stored",
      { delivery: "delivered", state: "resultReturned" },
      undefined,
      "step-not-allowed",
      "/step",
      { code, step: "archive", state: "resultReturned" },
      { step: "archive" },
    ],
    [
      "an early result that the post has",
      "early",
      { delivery: "withPost" },
      undefined,
      "result-with-post",
      "/step",
      { code },
    ],
    [
      "an early result, told before",
      "early",
      { delivery: "ready" },
      { isAnnounced: true },
      "early-already-announced",
      "/step",
      { code },
    ],
    [
      "an early result at the due itself",
      "early",
      { delivery: "ready" },
      { currentDue: tuesday },
      "due-has-passed",
      "/at",
      { code, due: tue },
    ],
    [
      "an opinion asked until now",
      "opinionAsked",
      {},
      { opinionDue: tuesday },
      "opinion-due-not-ahead",
      "/opinionDue",
      { code, due: tue, at: tue },
    ],
    [
      "an opinion asked until a moment before",
      "opinionAsked",
      {},
      { opinionDue: monday },
      "opinion-due-not-ahead",
      "/opinionDue",
      { code, due: mon, at: tue },
    ],
    [
      "an opinion asked without a deadline",
      "opinionAsked",
      {},
      undefined,
      "opinion-due-not-ahead",
      "/opinionDue",
      { code, due: "–", at: tue },
    ],
    [
      "an opinion nobody was asked for",
      "opinionAwaited",
      { state: "withdrawRequested" },
      undefined,
      "step-not-allowed",
      "/step",
      { code, step: "recordOpinion", state: "withdrawRequested" },
      { step: "recordOpinion" },
    ],
    [
      "an opinion at its last moment is not late",
      "opinionLate",
      { opinion: opinion({ due: tuesday }) },
      undefined,
      "opinion-not-late",
      "/step",
      { code, due: tue },
    ],
    [
      "an opinion without a deadline is never late",
      "opinionLate",
      { opinion: opinion({ due: null }) },
      undefined,
      "opinion-not-late",
      "/step",
      { code, due: "–" },
    ],
    ["no opinion is never late", "opinionLate", {}, undefined, "opinion-not-late", "/step", { code, due: "–" }],
    [
      "an opinion noted as late before",
      "opinionLate",
      { opinion: opinion({ lateAt: tuesday }) },
      undefined,
      "opinion-not-late",
      "/step",
      { code, due: mon },
    ],
    [
      "an opinion that came",
      "opinionLate",
      { opinion: opinion({ endedAt: tuesday }) },
      undefined,
      "opinion-not-late",
      "/step",
      { code, due: mon },
    ],
    [
      "a procedure that is not settled at once",
      "immediateProcedure",
      {},
      { immediate: false },
      "procedure-not-immediate",
      "/procedure",
      { procedure: "2.002307" },
    ],
  ] as const satisfies readonly Refused[])
    it(`${what}: ${refusal}`, () =>
      expect(ask(guard, dossier, facts, but)).to.deep.equal({
        ok: false,
        code: refusal,
        values,
        ...(field === undefined ? {} : { field }),
      }));

  it("what cannot be taken out now is said before what was sent is looked at (D23)", () => {
    const closed = refuse("dossier-without-due", { code });
    expect(ask("namedExclusion", {}, { exclusion: exclusion({ evidence: "" }), exclusionClosed: closed })).to.equal(
      closed,
    );
  });
});

type Refused = readonly [
  what: string,
  guard: Guard,
  dossier: Partial<Dossier>,
  facts: Facts | undefined,
  refusal: string,
  field: string | undefined,
  values: Record<string, string>,
  but?: Partial<Command>,
];
