import { expect } from "chai";
import { excessOver, isWithinLimit, legalBeside } from "../../core/domain/central-bound.ts";
import type { ProcedureVersion } from "../../core/domain/procedure.ts";

type Limit = ProcedureVersion["limit"];
const units = { d: "working_day", c: "day", h: "hour" } as const;

/** `10d` working days, `10c` calendar days, `10h` hours; `-`: not stated. */
const limit = (text: string): Limit =>
  text === "-" ? null : { value: Number.parseInt(text, 10), unit: units[text.at(-1) as keyof typeof units] };

const papers = (...names: readonly string[]) => names.map((name) => ({ name }));
const form = "Tờ khai đăng ký khai sinh";
const birth = "Giấy chứng sinh";
const residence = "Sổ hộ khẩu gia đình";

describe("what a province's form of a procedure asks for beyond the centre's (NĐ63/2010, C7)", () => {
  for (const [central, legal, local, excess] of [
    ["10d", undefined, "8d", undefined],
    ["10d", undefined, "10d", undefined],
    ["10d", undefined, "11d", ["10 working_day", "11 working_day"]],
    ["10d", undefined, "80h", undefined],
    ["10d", undefined, "81h", ["10 working_day", "81 hour"]],
    ["10d", undefined, "-", undefined], // what either does not state is not judged
    ["-", undefined, "30d", undefined],
    ["-", undefined, "-", undefined],
    ["5d", "10d", "8d", undefined], // the centre's promise binds nobody else: the law does (D10)
    ["5d", "10d", "11d", ["10 working_day", "11 working_day"]],
    ["5d", null, "6d", ["5 working_day", "6 working_day"]],
    ["20c", undefined, "21c", ["20 day", "21 day"]],
  ] as const)
    it(`centre ${central}${legal ? `, by law ${legal}` : legal === null ? ", which the law has too" : ""}; province ${local}: ${excess ? "too long" : "allowed"}`, () => {
      const centre = {
        ...{ limit: limit(central), documents: [] },
        ...(legal === undefined ? {} : { legalLimit: legal && limit(legal) }),
      };
      const province = { limit: limit(local), documents: [] };
      expect(isWithinLimit(centre, province)).to.equal(excess === undefined);
      expect(excessOver(centre, province)).to.deep.equal(
        excess && { kind: "limit", central: excess[0], local: excess[1] },
      );
    });

  for (const [what, central, local, excess] of [
    ["the same papers", papers(form, birth), papers(birth, form), undefined],
    ["fewer", papers(form, birth), papers(form), undefined],
    ["one more", papers(form, birth), papers(form, residence, birth), residence],
    ["one, where the centre's list names none", [], papers(residence), undefined],
    ["one without a name", papers(form), [{ note: "bản sao" }, "giấy khác", null], undefined],
  ] as const)
    it(`papers: ${what}: ${excess === undefined ? "allowed" : `"${excess}" is too much`}`, () =>
      expect(excessOver({ limit: null, documents: central }, { limit: limit("99d"), documents: local })).to.deep.equal(
        excess && { kind: "paper", name: excess },
      ));

  it("a limit that is too long is told before a paper", () =>
    expect(
      excessOver({ limit: limit("5d"), documents: papers(form) }, { limit: limit("6d"), documents: papers(residence) }),
    ).to.deep.equal({ kind: "limit", central: "5 working_day", local: "6 working_day" }));
});

describe("the centre's limit beside a province's promise (D10)", () => {
  for (const [central, legal, local, beside] of [
    ["10d", undefined, "8d", "10d"],
    ["10d", undefined, "10d", "-"],
    ["10d", undefined, "10c", "10d"], // ten of other days are another limit
    ["10d", undefined, "-", "-"],
    ["-", undefined, "8d", "-"],
    ["-", undefined, "-", "-"],
    ["5d", "10d", "8d", "10d"],
    ["5d", "10d", "10d", "-"],
    ["5d", "10d", "5d", "10d"],
    ["5d", null, "4d", "5d"],
  ] as const)
    it(`centre ${central}${legal ? `, by law ${legal}` : ""}; province ${local}: ${beside === "-" ? "none" : beside}`, () => {
      const centre = { limit: limit(central), ...(legal === undefined ? {} : { legalLimit: legal && limit(legal) }) };
      expect(legalBeside(centre, { limit: limit(local) })).to.deep.equal(limit(beside));
    });
});
