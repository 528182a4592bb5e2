/** Names as people write them: other spaces, cases, accents composed otherwise and punctuation are the same name. */
export const normalised = (name: string): string =>
  name
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** So many words of a name on the list name it; fewer ("bản sao") could be anything. */
const enoughWords = 3;

/** The first paper asked for that is neither on the procedure's list nor backed by a law of its own (NĐ61 5(1đ)). */
export function paperWithoutGround<T extends { readonly name: string; readonly legalBasis?: string }>(
  asked: readonly T[],
  list: readonly string[],
): T | undefined {
  const names = list.map(normalised);
  const isOnList = (paper: string) =>
    names.some(
      (name) => name === paper || (paper.split(" ").length >= enoughWords && ` ${name} `.includes(` ${paper} `)),
    );
  return asked.find(({ name, legalBasis }) => !legalBasis && !isOnList(normalised(name)));
}

/** The names on a version's list; papers without a name name nothing. */
export const paperNames = (documents: readonly unknown[]): string[] =>
  documents.flatMap((document) =>
    typeof document === "object" && document !== null && "name" in document && typeof document.name === "string"
      ? [document.name]
      : [],
  );
