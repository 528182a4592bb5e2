/** A due that was moved, with the one before it: both are kept (D17, O12). */
export type Reappointment =
  | { readonly ok: true; readonly originalDue: Date; readonly currentDue: Date; readonly extensionNo: 1 }
  | { readonly ok: false; readonly why: "already-reappointed" | "not-later" };

/** D17: a return date is moved at most once, and only to a later one. */
export function reappoint(
  { originalDue, extensionNo }: { readonly originalDue: Date; readonly extensionNo: number },
  newDue: Date,
): Reappointment {
  if (extensionNo >= 1) return { ok: false, why: "already-reappointed" };
  if (newDue <= originalDue) return { ok: false, why: "not-later" };
  return { ok: true, originalDue, currentDue: newDue, extensionNo: 1 };
}
