import { parseDay } from "../domain/day.ts";
import type { FileReference } from "../domain/dossier-file.ts";
import type { LetterPurpose } from "../domain/letter/awaited.ts";
import { organKey } from "../domain/letter/organ.ts";
import {
  documentIdOf,
  type OutgoingBusiness,
  type OutgoingLetter,
  type OutgoingPaper,
} from "../domain/letter/outgoing.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { isErasedNow } from "../store/erasures.ts";
import * as letters from "../store/letters.ts";
import type { LetterSigner, StoredLetter } from "../store/letters.ts";
import { oweSend } from "../store/letter-tasks.ts";
import type { Tx } from "../../platform/database.ts";
import type { LetterAccount, LetterDesk } from "./letter-desk.ts";
import { refusedFiles } from "./keep-files.ts";
import { isNumberFree } from "./letter-number.ts";
import type { Ask } from "./once.ts";

/** What a letter says, as an agency's system hands it in. */
export interface SaidLetter {
  readonly number: string;
  readonly notation: string;
  /** `2026-11-20`. */
  readonly issued: string;
  readonly place?: string;
  readonly typeName?: string;
  readonly subject: string;
  readonly content?: string;
  readonly signer?: SaidSigner;
  readonly due?: string;
  readonly priority?: string;
  readonly files: readonly FileReference[];
}

export interface SaidSigner {
  readonly competence?: string;
  readonly position?: string;
  readonly fullName?: string;
}

export interface Receiver {
  readonly organ: string;
  readonly organKey: string;
  readonly name: string | null;
}

/** A letter of ours that is to leave. */
export interface LetterToQueue {
  readonly unit: OrgCode;
  readonly account: LetterAccount;
  readonly dossier: { readonly id: bigint; readonly code: string };
  readonly to: readonly Receiver[];
  readonly said: SaidLetter;
  readonly purpose: LetterPurpose;
  readonly answerBy: Date | null;
  /** Letters that came, and that this one answers. */
  readonly responseFor: OutgoingLetter["responseFor"];
  readonly business: OutgoingBusiness;
  readonly officer: string | null;
  readonly at: Date;
}

/** Enters a letter of ours with its papers, and owes it to the axis. The caller holds its agency's mailbox. */
export async function queueLetter(
  tx: Tx,
  desk: LetterDesk,
  letter: LetterToQueue,
  ask: Ask,
): Promise<{ readonly ok: true; readonly id: bigint } | Refusal> {
  const { unit, account, dossier, to, said, business, officer, at } = letter;
  const code = codeOf(said);
  const year = Number(said.issued.slice(0, 4));
  if (!(await isNumberFree(tx, { unit, code, year })))
    return refuse("letter-number-there", { unit, letterCode: code, year: String(year) }, "/number");
  // after its letters, as an erasure takes them
  if (await isErasedNow(tx, dossier.id)) return refuse("letter-dossier-erased", { code: dossier.code });
  const refused = await refusedFiles(tx, said.files, ask);
  if (refused) return refused;

  const out = outgoingOf(letter);
  const faults = desk.faultsOf(account.name, out);
  if (faults.length > 0) return refuse("letter-incomplete", { fields: faults.join(", ") }, faults[0]);

  const id = await letters.insertLetter(tx, {
    ...{ side: "out", account: account.name, unit, fromOrgan: account.organ, fromKey: organKey(account.organ) },
    ...{ fromName: account.organName, toOrgan: to[0]?.organ ?? "", documentId: out.documentId },
    ...{ documentIds: [out.documentId], number: out.number, notation: out.notation, code, issued: out.issued, year },
    ...{ typeName: out.typeName, subject: out.subject, content: out.content, signer: signerOf(said.signer) },
    ...{ due: out.due, priority: out.priority, referenceCodes: out.referenceCodes, responseFor: out.responseFor },
    ...{ replyFors: [], business: business.kind, purpose: letter.purpose, state: "queued" },
    ...{ versionDigest: null, versionAt: at, isOriginalHere: true },
    ...{ dossierId: dossier.id, linkedHow: "sent", linkedBy: ask.partnerId, linkedAt: at },
    ...{ warnings: [], answerBy: letter.answerBy, receiptDue: null, officer, receivedAt: at },
    ...{ partnerId: ask.partnerId, cause: ask.requestId },
  });
  for (const receiver of to) await letters.insertAddressee(tx, id, receiver);
  await letters.insertPapers(
    tx,
    id,
    1,
    out.files.map((file) => ({ ...file, description: null })),
  );
  const replaces = business.replaced?.map(({ documentId }) => documentId);
  await letters.noteChange(tx, {
    ...{ letterId: id, what: "queued", by: ask.partnerId, officer, reason: business.reason, at },
    details: {
      ...{ purpose: letter.purpose, answerBy: letter.answerBy?.toISOString() ?? null },
      ...(replaces ? { replaces } : {}),
    },
  });
  await letters.showOnDossier(tx, id);
  const { kind, reason, ...acts } = business;
  await oweSend(tx, {
    ...{ account: account.name, letterId: id, fromOrgan: account.organ, saidAt: at, due: letter.answerBy },
    ...{ toOrgans: to.map(({ organ }) => organ), business: kind },
    ...(reason === null ? {} : { description: reason }),
    ...(kind === "new" ? {} : { acts }),
  });
  return { ok: true, id };
}

/** Number and notation: the two make a letter's code. */
export const codeOf = ({ number, notation }: Pick<SaidLetter, "number" | "notation">): string =>
  `${number}/${notation}`.normalize("NFC");

/** Whoever is named to be sent to: not ourselves, and each once. @param field before the place in the list. */
export function receiversOf(
  named: readonly { readonly organ: string; readonly name?: string }[],
  own: string,
  field: string,
): { readonly ok: true; readonly to: readonly Receiver[] } | Refusal {
  const to = named.map(({ organ, name }) => ({ organ, organKey: organKey(organ), name: name ?? null }));
  for (const [place, one] of to.entries()) {
    const at = `${field}/${place}/organ`;
    if (one.organKey === own) return refuse("letter-to-self", { organ: one.organ }, at);
    // some systems refuse the whole letter for it
    if (to.findIndex((other) => other.organKey === one.organKey) < place)
      return refuse("letter-receiver-repeated", { organ: one.organ }, at);
  }
  return { ok: true, to };
}

export const signerOf = (signer: SaidSigner | undefined): LetterSigner | null =>
  signer === undefined
    ? null
    : { competence: signer.competence ?? null, position: signer.position ?? null, fullName: signer.fullName ?? null };

// a map: what a caller names is never looked up among the names that every object has
const types = new Map([
  ["application/pdf", "pdf"],
  ["application/zip", "zip"],
  ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"],
  ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"],
]);
export const papersOf = (files: readonly FileReference[]): readonly OutgoingPaper[] =>
  files.map(({ sha256, size, name, mediaType }) => ({ sha256, size, name, type: types.get(mediaType) ?? "other" }));

function outgoingOf({ account, to, said, dossier, responseFor, business, at }: LetterToQueue): OutgoingLetter {
  const issued = parseDay(said.issued);
  const signer = signerOf(said.signer);
  return {
    from: { id: account.organ, name: account.organName },
    to: to.map(({ organ, name }) => ({ id: organ, name })),
    documentId: documentIdOf(account.organ, issued, codeOf(said)),
    ...{ number: said.number, notation: said.notation, issued, place: said.place ?? null },
    ...{ typeName: said.typeName ?? "Công văn", subject: said.subject, content: said.content ?? null },
    signer: { competence: null, position: null, fullName: null, ...signer },
    ...{ due: said.due ?? null, priority: said.priority ?? "0", referenceCodes: [dossier.code] },
    ...{ responseFor, files: papersOf(said.files), business, at },
  };
}

/** The letter as another names it. */
export const nameOf = (letter: StoredLetter): OutgoingLetter["responseFor"][number] => ({
  ...{ organ: letter.fromOrgan, documentId: letter.documentId, code: letter.code, year: letter.year },
  issued: letter.issued,
});
