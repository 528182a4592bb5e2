import { createHash } from "node:crypto";

/**
 * The Merkle tree of RFC 9162 §2.1 over hashes written as hex. Leaves and inner nodes are hashed with different first
 * bytes, so that one can never pass for the other.
 */
const leafOf = (hash: string) => createHash("sha256").update("\0").update(hash, "hex").digest();
const nodeOf = (left: Uint8Array, right: Uint8Array) =>
  createHash("sha256").update("\u0001").update(left).update(right).digest();

/** @throws {RangeError} without leaves: a head covers at least one record. */
export function merkleRoot(hashes: readonly string[]): string {
  return levels(hashes).at(-1)?.[0]?.toString("hex") ?? "";
}

/** The siblings from leaf to root; with the leaf's index and the tree's size they give the root. */
export function merkleProof(hashes: readonly string[], index: number): string[] {
  return levels(hashes)
    .slice(0, -1)
    .flatMap((level) => {
      const sibling = level[index ^ 1];
      index >>= 1;
      return sibling ? [sibling.toString("hex")] : [];
    });
}

/** The root that a proof leads to; undefined when it cannot be one of a tree of that size. */
export function rootFromProof(hash: string, index: number, size: number, proof: readonly string[]): string | undefined {
  if (index < 0 || index >= size) return undefined;
  let node = leafOf(hash);
  let used = 0;
  for (let last = size - 1; last > 0; last >>= 1, index >>= 1) {
    // the last node of a level without a sibling goes up as it is
    if (index === last && index % 2 === 0) continue;
    const sibling = proof[used++];
    if (sibling === undefined) return undefined;
    const other = Buffer.from(sibling, "hex");
    node = index % 2 === 0 ? nodeOf(node, other) : nodeOf(other, node);
  }
  return used === proof.length ? node.toString("hex") : undefined;
}

function levels(hashes: readonly string[]): ReturnType<typeof leafOf>[][] {
  if (hashes.length === 0) throw new RangeError("a tree without leaves");
  const all = [hashes.map(leafOf)];
  for (let level = all[0] ?? []; level.length > 1;) {
    const above: ReturnType<typeof leafOf>[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]];
      if (left) above.push(right ? nodeOf(left, right) : left);
    }
    all.push(above);
    level = above;
  }
  return all;
}
