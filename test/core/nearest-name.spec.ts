import { expect } from "chai";
import { nearestName } from "../../core/domain/nearest-name.ts";

/** Fields of a decision's file (docs/import.md). A letter added, left out or changed is one step away from a name. */
describe("the name that was probably meant", () => {
  const names = ["number", "signed", "agency", "title", "figures", "fee_vnd", "implementing", "coordinator"];
  for (const [typed, meant, why] of [
    ["title", "title", "the same"],
    ["titl", "title", "its last letter left out"],
    ["itle", "title", "its first letter left out"],
    ["tile", "title", "a letter left out"],
    ["tittle", "title", "a letter added"],
    ["xxtitle", "title", "two added before"],
    ["titlexx", "title", "two added after"],
    ["titlexxx", undefined, "three added"],
    ["tttle", "title", "a letter changed"],
    ["sogmed", "signed", "two changed"],
    ["sogmet", undefined, "three changed"],
    ["fee_vdn", "fee_vnd", "two in the wrong order"],
    ["nmbr", "number", "two left out"],
    ["nmb", undefined, "three left out"],
    ["signatory", undefined, "another word"],
    ["r", undefined, "only its last letter"],
    ["", undefined, "nothing typed"],
    // of a long name a quarter may be wrong
    ["implamantang", "implementing", "3 changed in 12"],
    ["omplamantang", undefined, "4 changed in 12"],
    ["caardanatar", undefined, "4 changed in 11"],
    ["coardanatar", undefined, "3 changed in 11"],
    ["coardanator", "coordinator", "2 changed in 11"],
  ] as const)
    it(`"${typed}" means ${meant ?? "none"}: ${why}`, () => expect(nearestName(typed, names)).to.equal(meant));

  it("of several it is the nearest, of equally near ones the first", () => {
    expect(nearestName("fee", ["free", "fees", "fee"])).to.equal("fee");
    expect(nearestName("fee", ["feast", "fees", "free"])).to.equal("fees");
  });

  it("is none where there are no names", () => expect(nearestName("title", [])).to.equal(undefined));
});
