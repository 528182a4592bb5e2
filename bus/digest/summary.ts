import { createHash } from "node:crypto";
import type { Reader } from "../../platform/database.ts";
import { settledLanes } from "./told.ts";

export interface DigestItem {
  readonly receiver: string;
  readonly dossier: string;
  readonly sequence: number;
  readonly state: string | null;
}

export interface Bucket {
  readonly bucket: string;
  readonly count: number;
  /** Over the lines of its items. */
  readonly sha256: string;
}

export interface DigestSummary {
  readonly count: number;
  readonly sha256: string;
  readonly buckets: readonly Bucket[];
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** `receiver dossier sequence state` and a line feed; sorted bytewise, so that any `sort` gives the same. */
export const lineOf = ({ receiver, dossier, sequence, state }: DigestItem): string =>
  `${receiver} ${dossier} ${sequence} ${state ?? "-"}\n`;

/** What a partner's receivers had taken over at a moment: one hash in all, one for each of 256 parts. */
export async function summarise(db: Reader, partnerId: string, at: Date): Promise<DigestSummary> {
  const items = await settledLanes(db, { partnerId, at, bucket: undefined });
  const parts = new Map<string, string[]>();
  for (const item of items) {
    const bucket = hashOf(item.dossier).slice(0, 2);
    parts.set(bucket, [...(parts.get(bucket) ?? []), lineOf(item)]);
  }
  const sum = (lines: readonly string[]) => hashOf([...lines].sort(bytewise).join(""));
  return {
    count: items.length,
    sha256: sum(items.map(lineOf)),
    buckets: [...parts]
      .map(([bucket, lines]) => ({ bucket, count: lines.length, sha256: sum(lines) }))
      .sort((a, b) => bytewise(a.bucket, b.bucket)),
  };
}

/** The items of one part. */
export const itemsOf = (db: Reader, partnerId: string, at: Date, bucket: string): Promise<readonly DigestItem[]> =>
  settledLanes(db, { partnerId, at, bucket });

const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
