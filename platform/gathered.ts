/**
 * Answers what is asked of one object in one moment by one question for all: works that share a transaction
 * (platform/shared-transaction.ts) ask at once, alone nobody waits. A question that fails fails for all of them.
 * @param ask answers in the order of what was asked.
 */
export function gathered<K extends object, Q, A>(
  ask: (of: K, questions: readonly Q[]) => Promise<readonly A[]>,
): (of: K, question: Q) => Promise<A> {
  const open = new WeakMap<K, { readonly questions: Q[]; readonly answers: Promise<readonly A[]> }>();
  return async (of, question) => {
    let group = open.get(of);
    if (!group) {
      const questions: Q[] = [];
      const closed = new Promise<void>((resolve) => {
        process.nextTick(() => {
          open.delete(of);
          resolve();
        });
      });
      group = { questions, answers: closed.then(() => ask(of, questions)) };
      open.set(of, group);
    }
    const place = group.questions.push(question) - 1;
    return (await group.answers)[place] as A;
  };
}
