import type { Moved, Role } from "./readdress.ts";

/** Where the open part of a chain is addressed: who has its legs, who supervises them (L3), who leads. */
export interface ChainAddress {
  readonly lead: string | null;
  /** The open legs; one that has ended keeps the name of who did it. */
  readonly legs: readonly { readonly number: number; readonly agency: string; readonly supervisedBy: string | null }[];
}

export interface ChainReaddressed {
  readonly chain: ChainAddress;
  readonly moved: readonly Moved[];
}

/**
 * The chain after a reform: legs go to who follows, in the state and with the due they have. Legs of agencies that
 * became one stay legs of their own. An agency that nobody can resolve yet keeps its place.
 */
export function readdressChain(
  chain: ChainAddress,
  successor: (agency: string) => string | undefined,
): ChainReaddressed {
  const moved: Moved[] = [];
  const follow = <T extends string | null>(role: Role, from: T): T | string => {
    const to = from === null ? undefined : successor(from);
    if (from === null || to === undefined || to === from) return from;
    if (!moved.some((one) => one.role === role && one.from === from)) moved.push({ role, from, to });
    return to;
  };
  const legs = chain.legs.map(({ number, agency, supervisedBy }) => ({
    number,
    agency: follow("leg", agency),
    supervisedBy: follow("supervisor", supervisedBy),
  }));
  return { chain: { lead: follow("lead", chain.lead), legs }, moved };
}
