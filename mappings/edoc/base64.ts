/**
 * Decodes base64 as it flows. White space is passed over; a foreign letter, a length that does not fit and something
 * after the padding are told: half a letter is no letter.
 * @throws {SyntaxError}
 */
export function base64Decoder() {
  let held = "";
  let isOver = false;
  return {
    take(bytes: Uint8Array): Buffer {
      const text =
        held + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1").replaceAll(/\s+/g, "");
      if (text === "") return Buffer.alloc(0);
      if (isOver) throw new SyntaxError("base64 goes on after its padding");
      const whole = text.length - (text.length % 4);
      held = text.slice(whole);
      const now = text.slice(0, whole);
      const padding = now.indexOf("=");
      if (padding >= 0) {
        isOver = true;
        if (padding < now.length - 2 || held !== "" || !/={1,2}$/.test(now))
          throw new SyntaxError("padding within base64");
      }
      if (/[^A-Za-z0-9+/]/.test(padding < 0 ? now : now.slice(0, padding)))
        throw new SyntaxError("a character that base64 does not know");
      return Buffer.from(now, "base64");
    },
    end(): Buffer {
      // some leave the padding away
      const last = held;
      held = "";
      if (last === "") return Buffer.alloc(0);
      if (last.length === 1 || /[^A-Za-z0-9+/]/.test(last)) throw new SyntaxError("base64 that breaks off");
      return Buffer.from(last, "base64");
    },
  };
}
