import { organKey } from "../domain/letter/organ.ts";
import type { OutgoingLetter } from "../domain/letter/outgoing.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { LetterTask } from "../store/letter-tasks.ts";
import type { Reader } from "../../platform/database.ts";

/** One message of a stored letter of ours, as it is to be written: to those it goes to, and to nobody else who has the letter. */
export async function outgoingLetter(
  db: Reader,
  letter: StoredLetter,
  {
    business,
    acts,
    description,
    toOrgans,
    saidAt,
  }: Pick<LetterTask, "business" | "acts" | "description" | "toOrgans" | "saidAt">,
): Promise<OutgoingLetter> {
  const { signer } = letter;
  const papers = (await letters.papersOf(db, [letter.id])).filter(({ version }) => version === letter.version);
  const names = new Map((await letters.addresseesOf(db, [letter.id])).map((one) => [one.organKey, one.name]));
  return {
    from: { id: letter.fromOrgan, name: letter.fromName },
    to: toOrgans.map((organ) => ({ id: organ, name: names.get(organKey(organ)) ?? null })),
    ...{ documentId: letter.documentId, number: letter.number ?? "", notation: letter.notation ?? "" },
    ...{ issued: letter.issued ?? "", place: null, typeName: letter.typeName ?? "Công văn" },
    ...{ subject: letter.subject ?? "", content: letter.content },
    signer: {
      competence: signer?.competence ?? null,
      ...{ position: signer?.position ?? null, fullName: signer?.fullName ?? null },
    },
    ...{ due: letter.due, priority: letter.priority ?? "0", referenceCodes: letter.referenceCodes },
    responseFor: letter.responseFor as OutgoingLetter["responseFor"],
    // a recall names what it takes back, and brings no paper once more
    files:
      business === "recall"
        ? []
        : papers.map(({ sha256, size, type, name }, at) => ({ sha256, size, type, name: name ?? `tep-${at + 1}` })),
    business: { ...acts, kind: business, reason: description },
    at: saidAt,
  };
}
