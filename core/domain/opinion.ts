import type { OrgCode } from "./org-code.ts";

/** An opinion that was asked for (T18): the request states its deadline (NĐ61 19(5a)), and is an agency's own clock. */
export interface Opinion {
  readonly of: OrgCode;
  readonly askedAt: Date;
  /** Null: asked before deadlines were kept; it is never late. */
  readonly due: Date | null;
  /** When the hub noted that none had come in time (T19); stays, unless the answer is dated in time. */
  readonly lateAt: Date | null;
  /** When it came, or the holder went on without it. */
  readonly endedAt: Date | null;
}

/** Whose opinion is awaited now; null: nobody's. */
export const awaitedOf = (opinion: Opinion | null): OrgCode | null =>
  opinion && opinion.endedAt === null ? opinion.of : null;

/** It came: dated in time, it was not late, however late the hub learned of it. The history keeps the note. */
export function recordedOpinion(opinion: Opinion | null, at: Date): Opinion | null {
  const ended = endedOpinion(opinion, at);
  return ended?.due && at <= ended.due ? { ...ended, lateAt: null } : ended;
}

/** It came, or is awaited no longer. */
export const endedOpinion = (opinion: Opinion | null, at: Date): Opinion | null =>
  opinion && { ...opinion, endedAt: opinion.endedAt ?? at };
