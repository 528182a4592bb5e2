import { isOneOf } from "./hashes.ts";
import { unheard, type Unheard } from "./profile.ts";
import { textOf, type Fields } from "./received.ts";
import { faultOfSigned, joinSigned, signedValues, type SignedValues } from "./signed-text.ts";

export type CheckedValues<Name extends string> =
  { readonly ok: true; readonly values: Readonly<Record<Name, string>>; readonly text: string } | Unheard;

/**
 * The signed fields of a message, once its signature holds: no bar, the signature over what arrived, then NFC.
 * @param rightFor every signature that would be right for a text; null: the message has none.
 */
export function checkSigned<Name extends string>(
  fields: Fields,
  names: readonly Name[],
  signatureField: string,
  rightFor: ((text: string, values: SignedValues) => readonly string[]) | null,
): CheckedValues<Name> {
  const signed = signedValues(fields, names);
  if (!signed.ok) return unheard("malformed", signed.fault.why, signed.fault.field, fields);
  const wrong = faultOfSigned(signed.values);
  if (wrong?.why === "bar") return unheard("malformed", wrong.why, wrong.field, fields);
  const text = joinSigned(signed.values);
  if (rightFor && !isOneOf(textOf(fields, signatureField), rightFor(text, signed.values)))
    return unheard("badSignature", "signature", signatureField, fields);
  if (wrong) return unheard("malformed", wrong.why, wrong.field, fields);
  return { ok: true, values: Object.fromEntries(signed.values) as Record<Name, string>, text };
}
