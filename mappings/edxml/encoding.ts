import { EdxmlRefusal, type Warnings } from "./fault.ts";

/** Makes UTF-8 of what comes, by its first bytes: UTF-8 without a BOM as it is, UTF-16 converted. @throws {EdxmlRefusal} */
export function toUtf8({ warn }: Warnings) {
  let first: Uint8Array | null = new Uint8Array(0);
  let decoder: InstanceType<typeof TextDecoder> | null = null;

  const convert = (bytes?: Uint8Array): Uint8Array => {
    if (!decoder) return bytes ?? new Uint8Array(0);
    try {
      return Buffer.from(bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode(), "utf8");
    } catch {
      throw new EdxmlRefusal("not-text", null, "not UTF-16");
    }
  };
  const begin = (bytes: Uint8Array): Uint8Array => {
    first = null;
    const [a, b, c] = bytes;
    if (a === 0xef && b === 0xbb && c === 0xbf) {
      warn("bom", "/");
      return bytes.subarray(3);
    }
    const isLittle = (a === 0xff && b === 0xfe) || (a === 0x3c && b === 0);
    if (isLittle || (a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) {
      warn("utf-16", "/");
      decoder = new TextDecoder(isLittle ? "utf-16le" : "utf-16be", { fatal: true });
    }
    return convert(bytes);
  };
  return {
    take(bytes: Uint8Array): Uint8Array {
      if (!first) return convert(bytes);
      first = Buffer.concat([first, bytes]);
      return first.length < 4 ? new Uint8Array(0) : begin(first);
    },
    end: (): Uint8Array => (first && first.length > 0 ? Buffer.concat([begin(first), convert()]) : convert()),
  };
}
