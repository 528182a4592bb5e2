const most = 255;

/**
 * A file's name as it may be kept and shown: the last part alone, without control and invisible characters (which can turn a name
 * around), NFC, at most 255 bytes with its ending kept. Null: nothing is left of it.
 */
export function safeName(text: string): string | null {
  const last = text.split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, "")
    .trim();
  if (plain === "" || /^\.+$/.test(plain)) return null;
  if (Buffer.byteLength(plain) <= most) return plain;
  const dot = plain.lastIndexOf(".");
  const ending = dot > 0 && plain.length - dot <= 10 ? plain.slice(dot) : "";
  let stem = "";
  let room = most - Buffer.byteLength(ending);
  for (const character of plain.slice(0, plain.length - ending.length)) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    stem += character;
  }
  return stem + ending;
}

/** Small, without its dot; "" when there is none. */
export const endingOf = (name: string | null): string =>
  /\.([a-z0-9]{1,8})$/i.exec(name ?? "")?.[1]?.toLowerCase() ?? "";
