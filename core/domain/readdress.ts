/**
 * What part an agency has in a running dossier. `way`: it came that way, and may be sent back there. The last three are
 * parts in its chain (readdress-chain.ts).
 */
export type Role = "holder" | "offered" | "returns" | "way" | "leg" | "supervisor" | "lead";

/** Where a running dossier is addressed. The paper's own words (code, received by) are not among them: they stay. */
export interface Address {
  readonly heldBy: string;
  readonly offeredTo: string | null;
  /** Who returns the result: the receiving one-stop, or what took its place. */
  readonly returnsTo: string;
  readonly cameFrom: readonly string[];
}

export interface Moved {
  readonly role: Role;
  readonly from: string;
  readonly to: string;
}

export interface Readdressed {
  readonly address: Address;
  readonly moved: readonly Moved[];
  /** The dossier was on its way between two agencies that are one now: the hand-over has nobody left to acknowledge it. */
  readonly offerClosed: boolean;
}

/**
 * The address after a reform. An agency that nobody can resolve yet keeps its place.
 * @param successor the agency that follows; undefined: the agency stands, or a person must say.
 */
export function readdress(address: Address, successor: (agency: string) => string | undefined): Readdressed {
  const moved: Moved[] = [];
  const follow = (role: Role, from: string): string => {
    const to = successor(from);
    if (to === undefined || to === from) return from;
    if (!moved.some((one) => one.role === role && one.from === from)) moved.push({ role, from, to });
    return to;
  };
  const heldBy = follow("holder", address.heldBy);
  const offered = address.offeredTo === null ? null : follow("offered", address.offeredTo);
  const returnsTo = follow("returns", address.returnsTo);
  const way = address.cameFrom.map((agency) => follow("way", agency));
  const offerClosed = offered !== null && offered === heldBy;
  return {
    address: {
      heldBy,
      offeredTo: offerClosed ? null : offered,
      returnsTo,
      cameFrom: moved.length > 0 ? withoutDetours(way, heldBy) : address.cameFrom,
    },
    moved,
    offerClosed,
  };
}

/** Agencies that became one are one station, and nobody sends a dossier back to itself. */
function withoutDetours(way: readonly string[], heldBy: string): string[] {
  const stations = way.filter((agency, at) => agency !== way[at - 1]);
  while (stations.at(-1) === heldBy) stations.pop();
  return stations;
}
