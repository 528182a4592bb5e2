/**
 * Makes two texts comparable: composed (NFC), lower case, invisible characters gone, and each run of spaces, control
 * characters and bars one space. Both the words of a rule and what arrived go through it, so that neither capital letters
 * nor a decomposed "ế" hide a match (quirk 3).
 */
export const foldText = (text: string): string =>
  text
    .normalize("NFC")
    .replaceAll(/[\u00ad\u200b-\u200f\u2060\ufeff]/gu, "")
    .replaceAll(/[\s|\p{Cc}]+/gu, " ")
    .trim()
    .toLowerCase();

/** As it is sent: composed, whole characters, no control characters. Lines stay where `prose` may have several. */
export function cleanText(text: string, prose = false): string {
  const whole = text.toWellFormed().normalize("NFC").replaceAll("\r\n", "\n");
  return whole.replaceAll(prose ? /(?![\n\t])\p{Cc}/gu : /\p{Cc}+/gu, " ").trim();
}

/** In code points: how the portal's limits are counted. */
export const lengthOf = (text: string): number => Array.from(text).length;

/** At most `maximum` (from 1) code points, the last one "…" where something had to go (quirk 17). We keep the original. */
export function cutText(text: string, maximum: number): string {
  const points = Array.from(text);
  return points.length <= maximum ? text : `${points.slice(0, maximum - 1).join("")}…`;
}
