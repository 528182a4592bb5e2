import { expect } from "chai";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import {
  duties,
  letterChannels,
  reasonCategories,
  roleForDuty,
  type Duty,
  type Obliged,
} from "../../core/domain/overdue-duty.ts";
import type { Role } from "../../core/domain/state.ts";

const commune = parseOrgCode("H38.91");
const department = parseOrgCode("H38.16");
const successor = parseOrgCode("H38.26");
const centre = parseOrgCode("H38.01");
const stranger = parseOrgCode("H41.16");

const obliged = (but: Partial<Obliged> = {}): Obliged => ({
  ...{ heldBy: department, responsible: null, inPlace: [], centre },
  ...but,
});
const answer = (duty: Duty, by: typeof commune, role?: Role, but: Partial<Obliged> = {}) =>
  roleForDuty(duty, by, role, obliged(but));

describe("who may say that a duty of lateness is done (§5: O1, O4, O5)", () => {
  it("there are three duties, six reasons (O13), and eight ways for a letter (O3, O7, O8)", () => {
    expect(duties).to.deep.equal(["apology", "report", "centreUpdate"]);
    expect(reasonCategories).to.deep.equal(["internal", "coAgency", "system", "forceMajeure", "workload", "other"]);
    expect(letterChannels.join(" ")).to.equal("paper inPerson email sms phone portal vneid socialNetwork");
  });

  for (const [duty, by, role, as] of [
    ["apology", department, undefined, "agencyHead"],
    ["apology", department, "agencyHead", "agencyHead"],
    ["apology", department, "oneStopHead", "oneStopHead"],
    ["report", department, undefined, "agencyHead"],
    ["centreUpdate", centre, undefined, "officer"],
    ["centreUpdate", centre, "oneStopHead", "oneStopHead"],
    ["centreUpdate", centre, "upperOneStop", "upperOneStop"],
  ] as const)
    it(`${duty} by ${by === centre ? "the centre" : "its holder"}${role ? ` as ${role}` : ""}: as ${as}`, () =>
      expect(answer(duty, by, role)).to.deep.equal({ ok: true, role: as, inPlaceOf: null }));

  for (const [duty, by, role, roles] of [
    ["apology", department, "officer", "agencyHead, oneStopHead"],
    ["report", department, "oneStopHead", "agencyHead"],
    ["centreUpdate", centre, "agencyHead", "officer, oneStopHead, upperOneStop"],
  ] as const)
    it(`${duty} by a person in the role ${role} is refused, naming the roles that may`, () =>
      expect(answer(duty, by, role)).to.deep.equal({
        ok: false,
        code: "role-not-allowed",
        values: { step: duty, role, roles },
        field: "/role",
      }));

  it("who held it when it was foreseen stays obliged, and so is who holds it now", () => {
    const moved = { responsible: commune, heldBy: department };
    for (const by of [commune, department])
      expect(answer("apology", by, undefined, moved)).to.deep.equal({ ok: true, role: "agencyHead", inPlaceOf: null });
  });

  for (const [what, duty, by, but, agencies] of [
    ["a stranger", "report", stranger, {}, "H38.16"],
    ["who held it before it was foreseen", "report", commune, {}, "H38.16"],
    ["a stranger, where two are obliged", "apology", stranger, { responsible: commune }, "H38.91, H38.16"],
    ["the centre, whose duty is another", "apology", centre, {}, "H38.16"],
    ["the holder, for what is the centre's", "centreUpdate", department, {}, "H38.01"],
  ] as const)
    it(`is refused to ${what}, naming whose duty it is`, () =>
      expect(answer(duty, by, undefined, but)).to.deep.equal({
        ok: false,
        code: "duty-not-yours",
        values: { duty, unit: by, agencies },
        field: "/by",
      }));

  it("an entry of the centre is refused as long as no centre is named for the province", () =>
    expect(answer("centreUpdate", department, undefined, { centre: null })).to.deep.equal({
      ok: false,
      code: "centre-not-named",
      values: { unit: "H38.16" },
      field: "/by",
    }));
  it("letter and explanation need no centre", () =>
    expect(answer("report", department, undefined, { centre: null })).to.have.property("ok", true));
});

describe("who follows an agency that has ended has its duties (P10)", () => {
  const follows = { of: department, by: successor };

  it("in its place, which is said", () =>
    expect(answer("report", successor, undefined, { inPlace: [follows] })).to.deep.equal({
      ...{ ok: true, role: "agencyHead", inPlaceOf: "H38.16" },
    }));
  it("also in that of who held it when it was foreseen", () => {
    const inPlace = [follows, { of: commune, by: stranger }];
    const but = { responsible: commune, inPlace };
    expect(answer("apology", stranger, undefined, but)).to.deep.equal({
      ...{ ok: true, role: "agencyHead", inPlaceOf: "H38.91" },
    });
    expect(answer("apology", successor, undefined, but)).to.have.property("inPlaceOf", "H38.16");
  });
  it("not in the place of an agency that had nothing to do with the dossier", () =>
    expect(answer("report", stranger, undefined, { inPlace: [{ of: commune, by: stranger }] })).to.deep.include({
      ok: false,
      values: { duty: "report", unit: "H41.16", agencies: "H38.16" },
    }));
  it("in nobody's place, where it holds the dossier itself", () =>
    expect(
      answer("report", successor, undefined, {
        ...{ heldBy: successor, responsible: department, inPlace: [follows] },
      }),
    ).to.have.property("inPlaceOf", null));
  it("each agency is named once", () =>
    expect(
      answer("report", stranger, undefined, {
        ...{ heldBy: successor, responsible: department, inPlace: [follows] },
      }),
    ).to.have.nested.property("values.agencies", "H38.16, H38.26"));
  it("the centre enters in nobody's place, though it followed one of them", () =>
    expect(answer("centreUpdate", centre, undefined, { inPlace: [{ of: department, by: centre }] })).to.deep.equal({
      ...{ ok: true, role: "officer", inPlaceOf: null },
    }));
});
