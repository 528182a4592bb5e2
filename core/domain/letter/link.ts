/** Which dossier a letter says it belongs to, by one of its references. */
export interface Found {
  readonly how: "referenceCode" | "responseFor" | "replyFor";
  readonly dossierId: bigint;
  /** The letter of ours that it answers. */
  readonly answers: bigint | null;
}

export type Link =
  | { readonly do: "link"; readonly how: Found["how"]; readonly dossierId: bigint; readonly answers: bigint | null }
  | { readonly do: "none" }
  /** It names several: a person decides. */
  | { readonly do: "unclear" };

const order: readonly Found["how"][] = ["referenceCode", "responseFor", "replyFor"];

/**
 * To which dossier a letter belongs (ADR 19): by the dossier's number, else by the letter of ours it answers; never by its
 * subject. What one kind of reference says of several dossiers, nobody is bound by.
 */
export function linkOf(found: readonly Found[]): Link {
  for (const how of order) {
    const of = found.filter((one) => one.how === how);
    const dossiers = new Set(of.map(({ dossierId }) => dossierId));
    if (dossiers.size > 1) return { do: "unclear" };
    const [first] = of;
    if (!first) continue;
    const answers = found.find((one) => one.answers !== null && one.dossierId === first.dossierId)?.answers ?? null;
    return { do: "link", how, dossierId: first.dossierId, answers };
  }
  return { do: "none" };
}
