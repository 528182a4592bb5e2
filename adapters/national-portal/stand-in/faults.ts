import { createHash } from "node:crypto";

/** How a call ends that does not end well. Where it says `after`, the work was done first. */
export type Fault =
  /** The session of this call is over. */
  | { readonly kind: "session-expired" }
  /** Done, and then every session is over: between this call and the next. */
  | { readonly kind: "session-ends-after" }
  | { readonly kind: "code-as-number" | "code-as-text" }
  /** HTTP 200, `error_code` 0, and words of failure; nothing done. */
  | { readonly kind: "failure-text"; readonly text?: string }
  /** Done, `error_code` 0, and no word of success. */
  | { readonly kind: "no-success-word" }
  /** A box on the way delivers the call twice; the second answer is what comes back. */
  | { readonly kind: "twice" }
  /** Never answered. */
  | { readonly kind: "timeout-before" | "timeout-after" }
  | { readonly kind: "empty" | "braces" | "html"; readonly after?: boolean }
  | { readonly kind: "status"; readonly status: number; readonly after?: boolean }
  | { readonly kind: "reset"; readonly after?: boolean }
  /** Done; the answer drips, a byte at a time. */
  | { readonly kind: "slow"; readonly everyMs?: number }
  | { readonly kind: "nfd" | "capitals" }
  /** One row is refused, the last or the one told (from 0), and with it all. */
  | { readonly kind: "poison"; readonly row?: number }
  /** An answer that says neither yes nor no. */
  | { readonly kind: "undecided" };

export interface SeenCall {
  readonly dialect: "mapi" | "gateway" | "dvclt" | "vneid" | "igate2026";
  /** As the holdings count it: `DongBoHoSoMC`, `dvclt/status`. */
  readonly service: string;
  /** Code of the dossier it is about; empty: of none. */
  readonly subject: string;
  /** How many calls came before, of all kinds. */
  readonly number: number;
}

export type Plan = (call: SeenCall) => Fault | readonly Fault[] | undefined;

/** Every way to fail that can be had with nothing but its name, each once. */
export const everyFault: readonly Fault[] = [
  { kind: "session-expired" },
  { kind: "session-ends-after" },
  { kind: "code-as-number" },
  { kind: "code-as-text" },
  { kind: "failure-text" },
  { kind: "no-success-word" },
  { kind: "twice" },
  { kind: "timeout-before" },
  { kind: "timeout-after" },
  { kind: "empty" },
  { kind: "empty", after: true },
  { kind: "braces" },
  { kind: "braces", after: true },
  { kind: "html" },
  { kind: "html", after: true },
  { kind: "status", status: 502 },
  { kind: "status", status: 502, after: true },
  { kind: "reset" },
  { kind: "reset", after: true },
  { kind: "slow" },
  { kind: "nfd" },
  { kind: "capitals" },
  { kind: "poison" },
  { kind: "undecided" },
];

/**
 * Fails the share `rate` (0–1) of the calls. Which ones follows from the seed, the service, the dossier and how often
 * that came: the same for every run, however the calls interleave.
 */
export function seededFaults(options: {
  readonly seed: number;
  readonly rate: number;
  readonly of?: readonly Fault[];
  /** Only these services; missing: all. */
  readonly services?: readonly string[];
}): Plan {
  const { seed, rate, of = everyFault, services } = options;
  const seen = new Map<string, number>();
  return ({ service, subject }) => {
    if (services && !services.includes(service)) return undefined;
    const key = `${service} ${subject}`;
    const time = (seen.get(key) ?? 0) + 1;
    seen.set(key, time);
    if (dice(`${seed} whether ${key} ${time}`) >= rate) return undefined;
    return of[Math.floor(dice(`${seed} which ${key} ${time}`) * of.length)];
  };
}

/** 0 ≤ … < 1, of the text alone. */
const dice = (text: string) => createHash("sha256").update(text).digest().readUInt32BE() / 2 ** 32;
