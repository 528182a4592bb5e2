import { isIPv6 } from "node:net";
import { noteRefused } from "../../../core/service/portal-door.ts";
import type { Database } from "../../../platform/database.ts";

/** `stranger`: nobody the connection file knows. `link`: a link that opens nothing. */
export type RefusedReason = "stranger" | "link";

export type NoteRefused = (reason: RefusedReason, service: string, address: string, errorCode: string) => Promise<void>;

/** Networks of an hour that have a row of their own in a process; who comes then shares the row `other`. */
const rowsAtMost = 1_000;
const hourMs = 3_600_000;

/**
 * Whoever is not known, or guesses, is counted each time, and on record once for each reason, service, network and hour:
 * strangers must not fill the disk (quirk 21). What this process has written down it does not ask the database for again.
 */
export function makeNoteRefused(
  db: Database,
  now: () => Date,
  count: (reason: RefusedReason) => void,
  most = rowsAtMost,
): NoteRefused {
  let hour = 0;
  let networks = new Set<string>();
  let written = new Set<string>();
  return async (reason, service, address, errorCode) => {
    count(reason);
    const begun = Math.floor(now().getTime() / hourMs) * hourMs;
    if (begun !== hour) [hour, networks, written] = [begun, new Set(), new Set()];
    const network = networkOf(address);
    if (networks.size < most) networks.add(network);
    const named = networks.has(network) ? network : "other";
    const key = [reason, service, named, errorCode].join(" ");
    if (written.has(key)) return;
    await noteRefused(db, { reason, service, network: named, errorCode, hour: new Date(begun) });
    written.add(key);
  };
}

/** The first 24 bits of an IPv4 address, the first 48 of an IPv6 one: what one subscriber is given at the most. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  const parts = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(plain);
  if (parts) return `${parts[1]}.0/24`;
  const bare = plain.replace(/%.*$/, "");
  if (!isIPv6(bare)) return "–";
  const [head = "", tail] = bare.split("::");
  const groups = head === "" ? [] : head.split(":");
  const behind = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - behind.length;
  const whole = [...groups, ...Array.from({ length: Math.max(0, missing) }, () => "0"), ...behind];
  const first = whole.slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16));
  return `${first.join(":")}::/48`;
}
