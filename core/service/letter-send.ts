import { parseDay } from "../domain/day.ts";
import type { FileReference } from "../domain/dossier-file.ts";
import type { LetterPurpose } from "../domain/letter/awaited.ts";
import { usualAnswerDays } from "../domain/letter/awaited.ts";
import { organKey } from "../domain/letter/organ.ts";
import { documentIdOf, type OutgoingLetter } from "../domain/letter/outgoing.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import * as letters from "../store/letters.ts";
import type { LetterSigner, StoredLetter } from "../store/letters.ts";
import { oweSend } from "../store/letter-tasks.ts";
import type { Database, Reader } from "../../platform/database.ts";
import { actingUnit } from "./acting-unit.ts";
import type { Clocks } from "./clock-in-force.ts";
import type { LetterDesk } from "./letter-desk.ts";
import { noteAnswerTo } from "./letter-link.ts";
import { letterView, type LetterView } from "./letter-view.ts";
import { afterOpenDays } from "./letter-world.ts";
import { refusedFiles } from "./keep-files.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { findForParties, worksOn } from "./read-dossier.ts";

export interface LetterRequest {
  readonly by: string;
  readonly officer?: string;
  readonly purpose: LetterPurpose;
  readonly to: readonly { readonly organ: string; readonly name?: string }[];
  readonly number: string;
  readonly notation: string;
  /** `2026-11-20`. */
  readonly issued: string;
  readonly place?: string;
  readonly typeName?: string;
  readonly subject: string;
  readonly content?: string;
  readonly signer?: { readonly competence?: string; readonly position?: string; readonly fullName?: string };
  readonly due?: string;
  readonly priority?: string;
  readonly files: readonly FileReference[];
  /** A letter that came, and that this one answers. */
  readonly answers?: string;
  readonly answerBy?: string;
}

export interface SendWorld {
  readonly db: Database;
  readonly now: () => Date;
  readonly clocks: Clocks;
}

/**
 * A letter about a dossier to an agency whose document system is on the axis: the request for an opinion (T18), a transfer, a
 * result, an apology, an explanation. Answered once it is on record; a worker sends it. It waits for an answer until its deadline,
 * and no longer: some systems never say that they are done.
 */
export const makeSendLetter =
  (world: SendWorld, desk: LetterDesk | undefined) =>
  (text: string, request: LetterRequest, ask: Ask): Promise<Answer<LetterView>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await findForParties(tx, text, ask.units, now);
      if (!found) return refuse("dossier-unknown", { code: text });
      const acting = await actingUnit(tx, ask.units, request.by, now);
      if (!acting.ok) return acting;
      const { stored } = found;
      const { dossier } = stored;
      const unit = acting.unit.code;
      if (!(await worksOn(tx, stored, [unit])))
        return refuse("letter-not-yours-to-send", { code: dossier.code, unit }, "/by");
      if (!desk) return refuse("letter-not-connected", {});
      const account = desk.accountFor(unit);
      if (!account) return refuse("letter-unit-unserved", { unit }, "/by");

      const receivers = receiversOf(request, organKey(account.organ));
      if (!receivers.ok) return receivers;
      const opinion = dossier.opinion;
      const [first] = receivers.to;
      if (request.purpose === "opinion") {
        const isAsked =
          opinion?.endedAt === null && receivers.to.length === 1 && first?.organKey === organKey(opinion.of);
        if (!isAsked)
          return refuse("letter-opinion-not-asked", { code: dossier.code, organ: first?.organ ?? "" }, "/to/0/organ");
      }
      const answerBy = request.answerBy
        ? new Date(request.answerBy)
        : ((request.purpose === "opinion" ? opinion?.due : undefined) ??
          (await afterOpenDays(tx, world.clocks, unit, now, usualAnswerDays)));
      if (request.answerBy !== undefined && answerBy <= now)
        return refuse("letter-answer-by-passed", { answerBy: request.answerBy, now: now.toISOString() }, "/answerBy");

      const code = `${request.number}/${request.notation}`.normalize("NFC");
      const year = Number(request.issued.slice(0, 4));
      await letters.lockMailbox(tx, unit);
      const there = await letters.lettersNumbered(tx, { side: "out", code, year, unit });
      for (const id of there)
        if ((await letters.findLetter(tx, id))?.state !== "failed")
          return refuse("letter-number-there", { unit, letterCode: code, year: String(year) }, "/number");

      const answered = request.answers === undefined ? undefined : await letterThatCame(tx, request.answers, unit);
      if (request.answers !== undefined && !answered)
        return refuse("letter-unknown", { letter: request.answers }, "/answers");
      const refused = await refusedFiles(tx, request.files, ask);
      if (refused) return refused;

      const out = outgoingOf(request, account, receivers.to, dossier.code, answered, now);
      const faults = desk.faultsOf(account.name, out);
      if (faults.length > 0) return refuse("letter-incomplete", { fields: faults.join(", ") }, faults[0]);

      const id = await letters.insertLetter(tx, {
        ...{ side: "out", account: account.name, unit, fromOrgan: account.organ, fromKey: organKey(account.organ) },
        ...{ fromName: account.organName, toOrgan: first?.organ ?? "", documentId: out.documentId },
        ...{
          documentIds: [out.documentId],
          number: out.number,
          notation: out.notation,
          code,
          issued: out.issued,
          year,
        },
        ...{ typeName: out.typeName, subject: out.subject, content: out.content, signer: signerOf(request) },
        ...{ due: out.due, priority: out.priority, referenceCodes: out.referenceCodes, responseFor: out.responseFor },
        ...{
          replyFors: [],
          business: "new",
          purpose: request.purpose,
          state: "queued",
          versionDigest: null,
          versionAt: now,
        },
        ...{ isOriginalHere: true, dossierId: stored.id, linkedHow: "sent", linkedBy: ask.partnerId, linkedAt: now },
        ...{ warnings: [], answerBy, receiptDue: null, officer: request.officer ?? null, receivedAt: now },
        ...{ partnerId: ask.partnerId, cause: ask.requestId },
      });
      for (const receiver of receivers.to) await letters.insertAddressee(tx, id, receiver);
      await letters.insertPapers(
        tx,
        id,
        1,
        out.files.map((file) => ({ ...file, description: null })),
      );
      await letters.noteChange(tx, {
        ...{ letterId: id, what: "queued", details: { purpose: request.purpose, answerBy: answerBy.toISOString() } },
        ...{ by: ask.partnerId, officer: request.officer ?? null, reason: null, at: now },
      });
      await letters.showOnDossier(tx, id);
      await oweSend(tx, {
        ...{ account: account.name, letterId: id, fromOrgan: account.organ, saidAt: now, due: answerBy },
        toOrgans: receivers.to.map(({ organ }) => organ),
      });
      if (answered) await noteAnswerTo(tx, answered.id, id, now);
      return { ok: true, body: await letterView(tx, id, true) };
    });

interface Receiver {
  readonly organ: string;
  readonly organKey: string;
  readonly name: string | null;
}

function receiversOf(
  request: LetterRequest,
  own: string,
): { readonly ok: true; readonly to: readonly Receiver[] } | Refusal {
  const to = request.to.map(({ organ, name }) => ({ organ, organKey: organKey(organ), name: name ?? null }));
  for (const [place, one] of to.entries()) {
    const field = `/to/${place}/organ`;
    if (one.organKey === own) return refuse("letter-to-self", { organ: one.organ }, field);
    // some systems refuse the whole letter for it
    if (to.findIndex((other) => other.organKey === one.organKey) < place)
      return refuse("letter-receiver-repeated", { organ: one.organ }, field);
  }
  return { ok: true, to };
}

async function letterThatCame(db: Reader, text: string, unit: string): Promise<StoredLetter | undefined> {
  if (!/^\d{1,18}$/.test(text)) return undefined;
  const letter = await letters.findLetter(db, BigInt(text));
  return letter?.side === "in" && letter.unit === unit ? letter : undefined;
}

const signerOf = ({ signer }: LetterRequest): LetterSigner | null =>
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

function outgoingOf(
  request: LetterRequest,
  account: { readonly organ: string; readonly organName: string | null },
  to: readonly Receiver[],
  dossierCode: string,
  answered: StoredLetter | undefined,
  at: Date,
): OutgoingLetter {
  const issued = parseDay(request.issued);
  const { number, notation, signer } = request;
  return {
    from: { id: account.organ, name: account.organName },
    to: to.map(({ organ, name }) => ({ id: organ, name })),
    documentId: documentIdOf(account.organ, issued, `${number}/${notation}`.normalize("NFC")),
    ...{ number, notation, issued, place: request.place ?? null, typeName: request.typeName ?? "Công văn" },
    ...{ subject: request.subject, content: request.content ?? null },
    signer: {
      ...{
        competence: signer?.competence ?? null,
        position: signer?.position ?? null,
        fullName: signer?.fullName ?? null,
      },
    },
    ...{ due: request.due ?? null, priority: request.priority ?? "0", referenceCodes: [dossierCode] },
    responseFor: answered ? [nameOf(answered)] : [],
    files: request.files.map(({ sha256, size, name, mediaType }) => ({
      ...{ sha256, size, name, type: types.get(mediaType) ?? "other" },
    })),
    at,
  };
}

/** The letter as another names it. */
export const nameOf = (letter: StoredLetter): OutgoingLetter["responseFor"][number] => ({
  ...{
    organ: letter.fromOrgan,
    documentId: letter.documentId,
    code: letter.code,
    year: letter.year,
    issued: letter.issued,
  },
});

/** A stored letter of ours, as it is to be written. */
export async function outgoingLetter(db: Reader, letter: StoredLetter): Promise<OutgoingLetter> {
  const { signer } = letter;
  const papers = (await letters.papersOf(db, [letter.id])).filter(({ version }) => version === letter.version);
  return {
    from: { id: letter.fromOrgan, name: letter.fromName },
    to: (await letters.addresseesOf(db, [letter.id])).map(({ organ, name }) => ({ id: organ, name })),
    ...{ documentId: letter.documentId, number: letter.number ?? "", notation: letter.notation ?? "" },
    ...{ issued: letter.issued ?? "", place: null, typeName: letter.typeName ?? "Công văn" },
    ...{ subject: letter.subject ?? "", content: letter.content },
    signer: {
      competence: signer?.competence ?? null,
      ...{ position: signer?.position ?? null, fullName: signer?.fullName ?? null },
    },
    ...{ due: letter.due, priority: letter.priority ?? "0", referenceCodes: letter.referenceCodes },
    responseFor: letter.responseFor as OutgoingLetter["responseFor"],
    files: papers.map(({ sha256, size, type, name }, at) => ({ sha256, size, type, name: name ?? `tep-${at + 1}` })),
    at: letter.receivedAt,
  };
}
