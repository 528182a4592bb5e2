import { SignatureFault } from "./fault.ts";
import type { FoundSignature } from "./pdf-fields.ts";
import { isArray, isString, nameOf } from "./pdf-syntax.ts";

/** What a signature covers: [0, `holeFrom`) and [`holeTo`, `end`); between them is its Contents and nothing else. */
export interface SignedRange {
  readonly form: string;
  readonly holeFrom: number;
  readonly holeTo: number;
  readonly end: number;
  /** DER with the zeros that fill its place. */
  readonly contents: Uint8Array;
}

/**
 * Whether what a signature says it covers is the file up to some place, but for its own bytes (ISO 32000-2, 12.8.1). Anything else
 * can hide what was not signed.
 * @param size of the file, bytes.
 * @throws {SignatureFault}
 */
export function rangeOf({ dict, isPacked }: FoundSignature, size: number): SignedRange {
  if (dict.twice !== null) throw new SignatureFault("entryTwice", dict.twice);
  const contents = dict.map.get("Contents");
  if (!isString(contents) || contents.bytes.every((byte) => byte === 0))
    throw new SignatureFault("contentsMissing", "no Contents");
  const range = dict.map.get("ByteRange") ?? null;
  if (range === null) throw new SignatureFault("byteRangeMissing", "no ByteRange");
  if (!isArray(range) || !range.items.every((item) => typeof item === "number" && Number.isSafeInteger(item)))
    throw new SignatureFault("byteRangeMalformed", "not whole numbers");
  const numbers = range.items as readonly number[];
  if (numbers.length > 4) throw new SignatureFault("byteRangeSeveralHoles", String(numbers.length));
  const [from, length, second, rest] = numbers;
  if (from === undefined || length === undefined || second === undefined || rest === undefined)
    throw new SignatureFault("byteRangeMalformed", "not four numbers");
  if (numbers.some((number) => number < 0) || length === 0 || rest === 0)
    throw new SignatureFault("byteRangeMalformed", "less than nothing, or nothing");
  if (from !== 0) throw new SignatureFault("byteRangeGap", "does not begin with the file");
  if (second < length) throw new SignatureFault("byteRangeOverlap", "its parts overlap");
  const end = second + rest;
  if (end > size) throw new SignatureFault("byteRangeBeyondFile", "longer than the file");
  if (isPacked || !contents.isHex || contents.from !== length || contents.to !== second)
    throw new SignatureFault("contentsMoved", "the hole is not its Contents");
  return {
    form: nameOf(dict.map.get("SubFilter")) ?? "",
    holeFrom: length,
    holeTo: second,
    end,
    contents: contents.bytes,
  };
}
