/** The units of a run, of the demonstration set, and how each gets its messages. */
export interface ChaosPartner {
  readonly id: string;
  readonly units: readonly string[];
  readonly channel: "webhook" | "inbox";
}

export const partners = [
  { id: "chaos-commune-1", units: ["H38.91"], channel: "webhook" },
  { id: "chaos-commune-2", units: ["H38.92"], channel: "inbox" },
  { id: "chaos-commune-3", units: ["H38.93"], channel: "webhook" },
  { id: "chaos-building", units: ["H38.16"], channel: "webhook" },
  // one system that speaks for two departments
  { id: "chaos-interior", units: ["H38.14", "H38.17"], channel: "inbox" },
] as const satisfies readonly ChaosPartner[];

export type PartnerId = (typeof partners)[number]["id"];
export type Unit = (typeof partners)[number]["units"][number];

export const communes = ["H38.91", "H38.92", "H38.93"] as const satisfies readonly Unit[];
export const units: readonly Unit[] = partners.flatMap((partner) => [...partner.units]);
export const webhookPartners = partners.filter(({ channel }) => channel === "webhook").map(({ id }) => id);

/** Permit to fell or move trees, received by communes. */
export const procedure = "1.002693";

export function partnerOf(unit: Unit): PartnerId {
  const found = partners.find((partner) => (partner.units as readonly string[]).includes(unit));
  if (!found) throw new Error(`nobody speaks for ${unit}`);
  return found.id;
}
