import { expect } from "chai";
import { readdress, type Address } from "../../core/domain/readdress.ts";

const anAddress = (but: Partial<Address> = {}): Address => ({
  heldBy: "district",
  offeredTo: null,
  returnsTo: "commune",
  cameFrom: ["commune"],
  ...but,
});
const merge = (to: Readonly<Record<string, string>>) => (agency: string) => to[agency];
const reform = merge({ commune: "COMMUNE", district: "PROVINCE", neighbour: "COMMUNE" });

describe("A running dossier's address after a reform", () => {
  for (const [what, before, after, roles] of [
    [
      "follows holder, result and way",
      anAddress(),
      anAddress({ heldBy: "PROVINCE", returnsTo: "COMMUNE", cameFrom: ["COMMUNE"] }),
      ["holder", "returns", "way"],
    ],
    [
      "follows an offer; the sender keeps the dossier until it is acknowledged",
      anAddress({ heldBy: "commune", offeredTo: "district", cameFrom: [] }),
      anAddress({ heldBy: "COMMUNE", offeredTo: "PROVINCE", returnsTo: "COMMUNE", cameFrom: [] }),
      ["holder", "offered", "returns"],
    ],
    [
      "has no offer left when sender and receiver became one agency",
      anAddress({ heldBy: "commune", offeredTo: "neighbour", cameFrom: [] }),
      anAddress({ heldBy: "COMMUNE", offeredTo: null, returnsTo: "COMMUNE", cameFrom: [] }),
      ["holder", "offered", "returns"],
    ],
    [
      "counts stations that became one as one, and none before the holder itself",
      anAddress({ heldBy: "commune", cameFrom: ["district", "commune", "neighbour"] }),
      anAddress({ heldBy: "COMMUNE", returnsTo: "COMMUNE", cameFrom: ["PROVINCE"] }),
      ["holder", "returns", "way", "way", "way"],
    ],
    [
      "stays where agencies stand, or nobody can say",
      anAddress({ heldBy: "a", returnsTo: "b", cameFrom: ["b", "b"] }),
      anAddress({ heldBy: "a", returnsTo: "b", cameFrom: ["b", "b"] }),
      [],
    ],
    [
      "moves in part when a person must still say the rest",
      anAddress({ heldBy: "split" }),
      anAddress({ heldBy: "split", returnsTo: "COMMUNE", cameFrom: ["COMMUNE"] }),
      ["returns", "way"],
    ],
  ] as const)
    it(what, () => {
      const { address, moved, offerClosed } = readdress(before, reform);
      expect(address).to.deep.equal(after);
      expect(moved.map(({ role }) => role)).to.deep.equal(roles);
      expect(offerClosed).to.equal(before.offeredTo !== null && after.offeredTo === null);
    });

  it("does not move the second time", () => {
    const once = readdress(anAddress({ offeredTo: "neighbour" }), reform).address;
    const twice = readdress(once, reform);
    expect(twice).to.deep.equal({ address: once, moved: [], offerClosed: false });
  });

  it("tells each move once, with from and to; an agency that stays is none", () => {
    const before = anAddress({ heldBy: "stays", offeredTo: "district", cameFrom: ["commune", "x", "commune"] });
    const { moved, address } = readdress(before, (agency) => (agency === "stays" ? "stays" : reform(agency)));
    expect(moved).to.deep.equal([
      { role: "offered", from: "district", to: "PROVINCE" },
      { role: "returns", from: "commune", to: "COMMUNE" },
      { role: "way", from: "commune", to: "COMMUNE" },
    ]);
    expect(address).to.deep.equal({
      ...{ heldBy: "stays", offeredTo: "PROVINCE", returnsTo: "COMMUNE", cameFrom: ["COMMUNE", "x", "COMMUNE"] },
    });
  });

  it("keeps the order of a long way, one station for neighbours that became one", () => {
    const cameFrom = ["commune", "neighbour", "district", "a", "a", "b"];
    expect(readdress(anAddress({ heldBy: "c", cameFrom }), reform).address.cameFrom).to.deep.equal([
      ...["COMMUNE", "PROVINCE", "a", "b"],
    ]);
  });

  it("asks nobody for an offer that is not there", () => {
    const asked: string[] = [];
    readdress(anAddress(), (agency) => void asked.push(agency));
    expect(asked).to.deep.equal(["district", "commune", "commune"]);
  });
});
