/** A name that one object of a text has twice. */
export interface RepeatedName {
  readonly name: string;
  /** The object that has it, as a JSON pointer; empty for the whole. */
  readonly within: string;
}

const quote = 34;
const backslash = 92;

/**
 * The first name that stands twice in one object. `JSON.parse` would silently keep the last one, so that two readers
 * of one text can read two different things (RFC 8259 section 4, P14).
 * @param json a text that `JSON.parse` accepts.
 */
export function findRepeatedName(json: string): RepeatedName | undefined {
  const open: Level[] = [];
  for (let index = 0; index < json.length; index++) {
    const level = open.at(-1);
    switch (json.charCodeAt(index)) {
      case quote: {
        const end = endOfText(json, index);
        if (level?.names && level.expectsName) {
          const name = nameOf(json.slice(index, end + 1));
          if (level.names.has(name)) return { name, within: pointerTo(open.slice(0, -1)) };
          level.names.add(name);
          level.at = name;
          level.expectsName = false;
        }
        index = end;
        break;
      }
      case 123: // {
        open.push({ names: new Set(), at: "", expectsName: true });
        break;
      case 91: // [
        open.push({ names: undefined, at: 0, expectsName: false });
        break;
      case 44: // ,
        if (level?.names) level.expectsName = true;
        else if (level) level.at = Number(level.at) + 1;
        break;
      case 125: // }
      case 93: // ]
        open.pop();
        break;
    }
  }
  return undefined;
}

/** An object or a list that has begun and not ended. */
interface Level {
  /** Of an object: the names so far. */
  readonly names: Set<string> | undefined;
  /** The member that is being read. */
  at: string | number;
  expectsName: boolean;
}

/** Where the text that begins at a quote ends. */
function endOfText(json: string, start: number): number {
  let index = start + 1;
  while (json.charCodeAt(index) !== quote) index += json.charCodeAt(index) === backslash ? 2 : 1;
  return index;
}

const nameOf = (quoted: string): string =>
  quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);

const pointerTo = (levels: readonly Level[]): string => levels.map(({ at }) => `/${escapeName(String(at))}`).join("");

/** A name inside a JSON pointer (RFC 6901). */
export const escapeName = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
