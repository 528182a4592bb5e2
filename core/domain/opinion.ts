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

/** A step as far as it tells of opinions. */
export interface OpinionEvent {
  readonly step: string;
  readonly at: Date;
  /** Who is asked. */
  readonly of: OrgCode | null;
  readonly due: Date | null;
}

/** Every opinion that was asked for, oldest first, as the history tells it: the lateness of each stays. */
export function opinionsFrom(events: readonly OpinionEvent[]): Opinion[] {
  const opinions: Opinion[] = [];
  const change = (to: (opinion: Opinion) => Opinion | null) => {
    const last = opinions.pop();
    const changed = last && to(last);
    if (changed) opinions.push(changed);
  };
  for (const { step, at, of, due } of events)
    if (step === "askOpinion" && of) opinions.push({ of, askedAt: at, due, lateAt: null, endedAt: null });
    else if (step === "recordOpinion") change((opinion) => recordedOpinion(opinion, at));
    else if (step === "noteOpinionLate") change((opinion) => ({ ...opinion, lateAt: at }));
    else if (step === "confirmWithdrawal") change((opinion) => endedOpinion(opinion, at));
  return opinions;
}
