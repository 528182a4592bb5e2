import { groupBy } from "../group-by.ts";
import { normalised } from "../paper-list.ts";
import type { FiledPaper } from "../step-details.ts";

/** A paper of which another number was taken over than given. 0: none; null: there, and nobody said how many. */
// a type, not an interface: it travels as JSON as it is
export type PaperDifference = {
  readonly name: string;
  /** Null: one side did not say which kind of it, and all kinds are counted together. */
  readonly kind: NonNullable<FiledPaper["kind"]> | null;
  readonly given: number | null;
  readonly taken: number | null;
};

/**
 * What differs between the papers handed over and those the receiver states it took over (L12), in the order in which they
 * were handed over. Names as in `normalised`; a number that one side does not say is not compared.
 */
export function paperDifferences(given: readonly FiledPaper[], taken: readonly FiledPaper[]): PaperDifference[] {
  const kindless = new Set(
    [...given, ...taken].filter(({ kind }) => kind === undefined).map(({ name }) => normalised(name)),
  );
  const keyOf = ({ name, kind }: FiledPaper): string => {
    const key = normalised(name);
    return kindless.has(key) ? key : `${key}|${kind}`;
  };
  const ofGiven = groupBy(given, keyOf);
  const ofTaken = groupBy(taken, keyOf);
  return [...groupBy([...given, ...taken], keyOf)].flatMap(([key, [one]]) => {
    const numbers = { given: numberOf(ofGiven.get(key)), taken: numberOf(ofTaken.get(key)) };
    if (!one || !differ(numbers)) return [];
    return [{ name: one.name, kind: kindless.has(key) ? null : (one.kind ?? null), ...numbers }];
  });
}

const differ = ({ given, taken }: Pick<PaperDifference, "given" | "taken">): boolean =>
  given === 0 || taken === 0 ? given !== taken : given !== null && taken !== null && given !== taken;

const numberOf = (papers: readonly FiledPaper[] = []): number | null =>
  papers.reduce<number | null>((sum, { copies }) => (sum === null || copies === undefined ? null : sum + copies), 0);
