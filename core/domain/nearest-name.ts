/** Of some names the one that was probably meant; undefined: none is near. */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const near = names.map((name) => ({ name, edits: editsBetween(text, name) })).toSorted((a, b) => a.edits - b.edits);
  const [first] = near;
  return first && first.edits <= Math.max(2, Math.floor(text.length / 4)) ? first.name : undefined;
}

/** Letters to add, leave out or change (Levenshtein). */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 1; j <= other.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (other[j - 1] === one[i] ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
