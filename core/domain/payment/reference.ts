/** Without I, L, O and U: what is typed off a slip is not misread. */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const all = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const head = "LT";
const bodyLength = 9;

/** Our reference of one attempt to pay: `LT`, nine characters and a check character; it fits a transfer's note. */
export type PaymentReference = string & { readonly brand: "PaymentReference" };

/** How many there are: each number gives one, and none is used twice. */
export const referencesAtMost = BigInt(letters.length) ** BigInt(bodyLength);

/** @throws {RangeError} outside of 0 … `referencesAtMost` − 1. */
export function makeReference(number: bigint): PaymentReference {
  if (number < 0n || number >= referencesAtMost) throw new RangeError(`no reference has the number ${String(number)}`);
  let body = "";
  for (let rest = number; body.length < bodyLength; rest /= 32n) body = letters.charAt(Number(rest % 32n)) + body;
  return `${head}${body}${checkCharacter(head + body)}` as PaymentReference;
}

/** Of capital letters or small ones. Undefined: not one of ours, or mistyped. */
export function readReference(text: string): PaymentReference | undefined {
  const reference = text.toUpperCase();
  return shape.test(reference) && checkCharacter(reference.slice(0, -1)) === reference.at(-1)
    ? (reference as PaymentReference)
    : undefined;
}

const shape = new RegExp(`^${head}[${letters}]{${bodyLength}}[${all}]$`);

/**
 * Finds ours in the note of a transfer, which banks cut, capitalise, wrap and glue to other words. Undefined: none, or two
 * different ones; then a person reads it.
 */
export function findReference(note: string): PaymentReference | undefined {
  const [only, ...others] = findReferences(note);
  return others.length === 0 ? only : undefined;
}

/** All of ours in the note. */
export function findReferences(note: string): ReadonlySet<PaymentReference> {
  const found = new Set<PaymentReference>();
  // with the blanks of wrapped lines, and without
  for (const text of [note.toUpperCase(), note.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")])
    for (const { index } of text.matchAll(new RegExp(head, "g"))) {
      const reference = readReference(text.slice(index, index + head.length + bodyLength + 1));
      if (reference) found.add(reference);
    }
  return found;
}

/** ISO 7064, MOD 37,36: notices every single wrong character and nearly every pair that is exchanged. */
function checkCharacter(text: string): string {
  let product = 36;
  for (const character of text) {
    const sum = (product + all.indexOf(character)) % 36 || 36;
    product = (sum * 2) % 37;
  }
  return all.charAt((37 - product) % 36);
}
