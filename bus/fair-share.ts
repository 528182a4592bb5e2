/**
 * Among the heads that are due: those that go ahead (`hub.delivery.ahead`) and are not late yet, all that go ahead, all by
 * age, and the newest.
 */
export type Share = "inTime" | "ahead" | "oldest" | "newest";

/** What goes ahead is late after that: linked groups are told within 10 minutes of each step (NĐ 63/2024 art. 7). */
export const aheadLateMs = 10 * 60_000;

/**
 * In which order the n-th look for what may go, from 0, takes it. Three in five begin with what can still be in time: a
 * backlog that is late anyhow must not make it late too. One begins with the oldest that goes ahead, one with the others,
 * so that nobody starves; of the others half of the looks begin with the oldest and half with the newest: a backlog
 * drains, and what happens now is told now.
 */
export function sharesOf(look: number): readonly Share[] {
  const place = look % 5;
  const turn = place === 4 ? Math.floor(look / 5) : look;
  const others = turn % 2 === 0 ? (["oldest", "newest"] as const) : (["newest", "oldest"] as const);
  if (place === 4) return [...others, "inTime", "ahead"];
  return place === 3 ? ["ahead", "inTime", ...others] : ["inTime", "ahead", ...others];
}
