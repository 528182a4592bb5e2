import { expect } from "chai";
import { groupBy } from "../../core/domain/group-by.ts";
import { paperNames, paperWithoutGround } from "../../core/domain/paper-list.ts";

const list = ["Hộ chiếu", "Tờ khai đăng ký khai sinh", "Giấy chứng sinh (bản chính)", "Sổ hộ khẩu"];

describe("papers asked for in a supplement: on the procedure's list, or by a law of their own (NĐ61 5(1đ))", () => {
  for (const [name, onList] of [
    ["Tờ khai đăng ký khai sinh", true],
    ["tờ  khai ĐĂNG KÝ khai sinh", true], // other cases and spaces
    ["Tờ khai đăng ký khai sinh".normalize("NFD"), true], // accents composed otherwise
    ["  Giấy chứng sinh – bản chính. ", true], // other punctuation
    ["Giấy chứng sinh", true], // three words of it name it
    ["đăng ký khai sinh", true],
    ["Giấy chứng", false], // two could be anything
    ["hộ chiếu", true], // a short name, said in full
    ["Sổ hộ khẩu", true],
    ["Sổ hộ", false],
    ["bản chính", false],
    ["chứng sinh bản", true],
    ["ấy chứng sinh", false], // words, not letters
    ["chứng sinh bả", false],
    ["Giấy xác nhận độc thân", false],
    ["Tờ khai đăng ký khai sinh, bản sao", false], // more than the list says
    ["", false],
  ] as const)
    it(`"${name}" is ${onList ? "" : "not "}on the list`, () => {
      const asked = { name };
      expect(paperWithoutGround([asked], list)).to.equal(onList ? undefined : asked);
    });

  it("a law of its own is ground enough; an empty one is none", () => {
    expect(paperWithoutGround([{ name: "Giấy khác", legalBasis: "Luật Hộ tịch 16" }], list)).to.equal(undefined);
    expect(paperWithoutGround([{ name: "Giấy khác", legalBasis: "" }], list)?.name).to.equal("Giấy khác");
    expect(paperWithoutGround([{ name: "Sổ hộ khẩu", legalBasis: "" }], list)).to.equal(undefined);
  });

  it("names the first that has none", () => {
    const asked = [{ name: "Sổ hộ khẩu" }, { name: "Giấy A" }, { name: "Giấy B" }];
    expect(paperWithoutGround(asked, list)?.name).to.equal("Giấy A");
    expect(paperWithoutGround(asked, [])?.name).to.equal("Sổ hộ khẩu");
    expect(paperWithoutGround(asked.slice(0, 0), list)).to.equal(undefined);
  });

  it("reads the names of a catalogue's papers; what has no name names nothing", () => {
    const documents = [{ name: "A" }, { code: "x" }, null, "B", { name: 3 }, undefined, { name: "C", form: "D" }];
    expect(paperNames(documents)).to.deep.equal(["A", "C"]);
  });
});

describe("items by their key", () => {
  it("in the order of their first appearance", () => {
    const groups = groupBy(["b1", "a1", "b2", "a2", "c1"], (text) => text.slice(0, 1));
    expect([...groups]).to.deep.equal([
      ["b", ["b1", "b2"]],
      ["a", ["a1", "a2"]],
      ["c", ["c1"]],
    ]);
    expect([...groupBy([], String)]).to.deep.equal([]);
  });
});
