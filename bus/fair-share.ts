/** Among the heads that are due: those that go ahead (`hub.delivery.ahead`), the oldest, the newest. */
export type Share = "ahead" | "oldest" | "newest";

/**
 * In which order the n-th look for what may go, from 0, takes it. Four in five begin with what is ahead: the law gives it
 * minutes. The fifth is the others' own, so that nobody starves; of the others half of the looks begin with the oldest
 * and half with the newest: a backlog drains, and what happens now is told now.
 */
export function sharesOf(look: number): readonly Share[] {
  const isOthers = look % 5 === 4;
  const turn = isOthers ? Math.floor(look / 5) : look;
  const others = turn % 2 === 0 ? (["oldest", "newest"] as const) : (["newest", "oldest"] as const);
  return isOthers ? [...others, "ahead"] : ["ahead", ...others];
}
