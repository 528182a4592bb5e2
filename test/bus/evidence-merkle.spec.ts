import { expect } from "chai";
import { merkleProof, merkleRoot, rootFromProof } from "../../bus/evidence/merkle.ts";

// the reference leaves and roots of Certificate Transparency's own tests (RFC 6962)
const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const roots = {
  1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

describe("the Merkle tree", () => {
  for (const [size, root] of Object.entries(roots))
    it(`of ${size} leaves has the root of RFC 6962, and each proof leads to it`, () => {
      const some = leaves.slice(0, Number(size));
      expect(merkleRoot(some)).to.equal(root);
      some.forEach((leaf, i) => {
        expect(rootFromProof(leaf, i, some.length, merkleProof(some, i))).to.equal(root);
      });
    });

  it("has no root without leaves", () => {
    expect(() => merkleRoot([])).to.throw(RangeError);
  });

  it("a proof of another place, size or length leads nowhere", () => {
    const proof = merkleProof(leaves, 3);
    expect(rootFromProof("2021", 2, 8, proof)).not.to.equal(roots[8]);
    expect(rootFromProof("2021", 3, 4, proof)).to.equal(undefined);
    expect(rootFromProof("2021", 8, 8, proof)).to.equal(undefined);
    expect(rootFromProof("2021", 3, 8, proof.slice(1))).to.equal(undefined);
    expect(rootFromProof("2021", 3, 8, [...proof, "00"])).to.equal(undefined);
  });

  it("an inner node does not pass for a leaf", () => {
    const inner = merkleRoot(leaves.slice(0, 2));
    expect(merkleRoot([inner, "10"])).not.to.equal(roots[3]);
  });
});
