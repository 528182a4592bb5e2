import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * One fact in the chain (P11). Agency codes, dossier codes and ids only: whatever could tell of a person is in the two
 * salted digests. All hashes are SHA-256, written as lower-case hex.
 */
export interface EvidenceRecord {
  readonly v: 1;
  /** Place in the chain, from 1, gap-free. */
  readonly seq: number;
  readonly kind: EvidenceKind;
  readonly outcome: string | null;
  /** The dossier code. */
  readonly subject: string | null;
  /** Place among the records of this dossier, from 1, gap-free. */
  readonly place: number | null;
  /** Agency codes. */
  readonly from: string | null;
  readonly to: string | null;
  /** Who holds the dossier after it. */
  readonly holder: string | null;
  /** Id of the event, of the message, of the erasure, of the replay, or of the check. */
  readonly ref: string | null;
  readonly attempt: number | null;
  /** Over the salt of `ref` and what was said or sent. */
  readonly digest: string | null;
  /** Over the salt of `ref` and what came back, or what a person gave as the reason. */
  readonly answer: string | null;
  /** When it happened, as whoever did it states; UTC, microseconds. */
  readonly at: string;
  /** When the hub wrote it down; UTC, microseconds. */
  readonly recorded: string;
  /** Hash of the record before; null: the first. */
  readonly previous: string | null;
  /** Hash of this dossier's record before; null: its first. */
  readonly previousOfSubject: string | null;
}

/**
 * `step`: a dossier's, hand-overs among them. `leg`: of a chain through agencies. `attempt`: to deliver a message,
 * however it ended. `stopped`: a message parked or ended otherwise. `reopened`: let go again. `readdressed`: another
 * receiver or holder. `unreadable`: off the transport. `due`: a calendar came between a printed date and its clock.
 * `stamping`: time stamps were lost, or are back. `erased`: content and salts. `replay`: begun, paused, gone on with or
 * ended. `succeeded`: a message went from an agency that ended to the one that follows it. `signature`: what those of an
 * official letter were found to be worth.
 */
export type EvidenceKind =
  | "step"
  | "leg"
  | "attempt"
  | "stopped"
  | "reopened"
  | "readdressed"
  | "unreadable"
  | "due"
  | "stamping"
  | "erased"
  | "replay"
  | "succeeded"
  | "signature";

/** RFC 8785. @throws {TypeError} for what has no JSON. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("has no JSON");
  return text;
}

export const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

export const hashOf = (value: unknown): string => sha256(canonicalJson(value));

/** What a record says of content: the salt as text, then the content. */
export const saltedDigest = (salt: string, content: string): string => sha256(salt, content);
