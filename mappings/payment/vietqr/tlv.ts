/** One object: two digits of an ID, two of a length in characters, and so many characters. */
export interface QrObject {
  readonly id: string;
  readonly value: string;
}

/** Undefined: cut off, too much left, a length of none, or an ID twice. Characters are code points. */
export function readObjects(text: string): readonly QrObject[] | undefined {
  const characters = Array.from(text);
  const objects: QrObject[] = [];
  for (let at = 0; at < characters.length;) {
    const [id, length] = [characters.slice(at, at + 2).join(""), characters.slice(at + 2, at + 4).join("")];
    if (!/^\d{2}$/.test(id) || !/^\d{2}$/.test(length) || length === "00") return undefined;
    const end = at + 4 + Number(length);
    if (end > characters.length || objects.some((object) => object.id === id)) return undefined;
    objects.push({ id, value: characters.slice(at + 4, end).join("") });
    at = end;
  }
  return objects.length === 0 ? undefined : objects;
}

/** @throws {RangeError} for a value of no or more than 99 characters. */
export const writeObjects = (objects: readonly QrObject[]): string =>
  objects
    .map(({ id, value }) => {
      const length = Array.from(value).length;
      if (length < 1 || length > 99) throw new RangeError(`object ${id} has ${length} characters`);
      return `${id}${String(length).padStart(2, "0")}${value}`;
    })
    .join("");
