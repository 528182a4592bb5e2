import { EdxmlRefusal, shown } from "./fault.ts";

/** What was bent at the end of one; null: nothing. */
export type Base64Ending = "base64-unpadded" | "base64-padding" | "base64-bits" | null;

/** Bytes to write into. */
export type Room = (size: number) => Uint8Array;

export interface Base64Decoder {
  /** @throws {EdxmlRefusal} with the place of the first wrong byte. */
  readonly take: (bytes: Uint8Array) => Uint8Array;
  readonly end: () => { readonly rest: Uint8Array; readonly ending: Base64Ending };
}

const [space, padding, reference, foreign] = [0x40, 0x41, 0x42, 0xff];
const kinds = new Uint8Array(256).fill(foreign);
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
for (const [value, letter] of Array.from(letters).entries()) kinds[letter.charCodeAt(0)] = value;
for (const letter of " \t\r\n") kinds[letter.charCodeAt(0)] = space;
kinds["=".charCodeAt(0)] = padding;
kinds["&".charCodeAt(0)] = reference;

/**
 * Base64 (RFC 4648 §4) from a stream, strictly: nothing but its letters and white space, and padding only at the end. `Buffer.from`
 * would pass over whatever is wrong. White space by number is let through: .NET writes the CR of wrapped lines so.
 * @param room for what is decoded; its owner says how long it stays.
 */
export function base64Decoder(at: string, room: Room = (size) => new Uint8Array(size)): Base64Decoder {
  /** Letters of a group of four that is not whole: their number and bits. */
  let [count, bits] = [0, 0];
  let pads = 0;
  let place = 0;
  let tooMuchPadding = false;
  /** Of a character by number that has begun. */
  let numbered: string | null = null;

  const refuse = (code: "base64-letter" | "base64-hole" | "base64-truncated", detail: string): never => {
    throw new EdxmlRefusal(code, at, detail);
  };

  function inReference(byte: number): void {
    numbered = `${numbered ?? ""}${String.fromCharCode(byte)}`;
    if (byte === 0x3b) {
      if (!/^&#(?:x0*(?:9|[aAdD]|20)|0*(?:9|10|13|32));$/.test(numbered))
        refuse("base64-letter", `${shown(numbered)} at letter ${place}`);
      numbered = null;
    } else if (numbered.length > 12) refuse("base64-letter", `& at letter ${place}`);
  }

  return {
    take(bytes) {
      const decoded = room(Math.ceil(((bytes.length + 3) * 3) / 4));
      let size = 0;
      const length = bytes.length;
      for (let i = 0; i < length; i += 1) {
        if (count === 0 && pads === 0 && numbered === null) {
          // most of a file: groups of four letters
          for (; i + 3 < length; i += 4) {
            const a = kinds[bytes[i] as number] as number;
            const b = kinds[bytes[i + 1] as number] as number;
            const c = kinds[bytes[i + 2] as number] as number;
            const d = kinds[bytes[i + 3] as number] as number;
            if ((a | b | c | d) > 63) break;
            decoded[size] = (a << 2) | (b >> 4);
            decoded[size + 1] = (b << 4) | (c >> 2);
            decoded[size + 2] = (c << 6) | d;
            size += 3;
          }
          if (i >= length) break;
        }
        const byte = bytes[i] as number;
        if (numbered !== null) {
          inReference(byte);
          continue;
        }
        const kind = kinds[byte] as number;
        if (kind === space) continue;
        if (kind === reference) {
          inReference(byte);
          continue;
        }
        if (kind === foreign) refuse("base64-letter", `0x${byte.toString(16).padStart(2, "0")} at byte ${place + i}`);
        if (kind === padding) {
          if (pads === 0 && count === 1) refuse("base64-hole", `padding at byte ${place + i}`);
          pads += 1;
          if (pads > (count === 0 ? 0 : 4 - count)) tooMuchPadding = true;
          if (pads > 4) refuse("base64-hole", `padding at byte ${place + i}`);
          continue;
        }
        if (pads > 0) refuse("base64-hole", `letters behind the padding at byte ${place + i}`);
        bits = (bits << 6) | kind;
        count += 1;
        if (count === 4) {
          decoded[size] = bits >> 16;
          decoded[size + 1] = bits >> 8;
          decoded[size + 2] = bits;
          size += 3;
          [count, bits] = [0, 0];
        }
      }
      place += length;
      return decoded.subarray(0, size);
    },
    end() {
      if (numbered !== null) refuse("base64-letter", `& at letter ${place}`);
      if (count === 1) refuse("base64-truncated", `after byte ${place}`);
      const missing = count === 0 ? 0 : 4 - count;
      const whole = bits << (6 * missing);
      const isLoose = (whole & (missing === 2 ? 0xffff : missing === 1 ? 0xff : 0)) !== 0;
      return {
        rest: Uint8Array.of(whole >> 16, whole >> 8).subarray(0, count === 0 ? 0 : count - 1),
        ending: tooMuchPadding ? "base64-padding" : pads < missing ? "base64-unpadded" : isLoose ? "base64-bits" : null,
      };
    },
  };
}
