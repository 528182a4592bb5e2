import { findDossierCode } from "../domain/dossier-code.ts";
import { wordsOfWarning } from "../domain/letter/warning-words.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import * as dossiers from "../store/dossiers.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import { messageChecksOf } from "../store/letter-looks.ts";
import { tasksOf } from "../store/letter-tasks.ts";
import { opinionLetters } from "../store/opinions.ts";
import type { Database, Reader } from "../../platform/database.ts";
import { offerOf } from "./letter-opinion.ts";
import { findForParties, worksOn } from "./read-dossier.ts";

const moment = (at: Date | null): string | null => at?.toISOString() ?? null;

/**
 * A letter as the gateway answers it: plain JSON, moments in UTC. What it says and its files' names for those who work on it: they
 * may tell of people (P12).
 */
export async function letterView(db: Reader, id: bigint, mayKnow: boolean) {
  const letter = await letters.findLetter(db, id);
  if (!letter) throw new Error(`no letter ${id}`);
  return viewOf(db, letter, mayKnow);
}

async function viewOf(db: Reader, letter: StoredLetter, mayKnow: boolean) {
  const [addressees, statuses, papers, changes, tasks, messages, checks] = [
    await letters.addresseesOf(db, [letter.id]),
    await letters.statusesOf(db, [letter.id]),
    await letters.papersOf(db, [letter.id]),
    await letters.changesOf(db, [letter.id]),
    await tasksOf(db, letter.id),
    await letters.messagesOf(db, letter.id),
    await messageChecksOf(db, letter.id),
  ];
  const shown = (verdict: object | null) => (mayKnow ? verdict : withoutNames(verdict));
  const checkOfItem = (item: bigint | null) => shown((item === null ? undefined : checks.get(item)) ?? null);
  return {
    ...summaryOf(letter, mayKnow),
    ...{ typeName: letter.typeName, priority: letter.priority, due: letter.due, business: letter.business },
    ...{ content: mayKnow ? letter.content : null, signer: mayKnow ? letter.signer : null },
    referenceCodes: mayKnow ? [...letter.referenceCodes] : [],
    responseFor: letter.responseFor.map(({ organ, documentId, code, year }) => ({ organ, documentId, code, year })),
    linkedHow: letter.linkedHow,
    linkedAt: moment(letter.linkedAt),
    replacedBy: letter.replacedBy === null ? null : String(letter.replacedBy),
    replaces: (await letters.replacedBy(db, letter.id)).map(String),
    answeredBy: letter.answeredBy === null ? null : String(letter.answeredBy),
    opinion: await opinionOf(db, letter),
    request:
      letter.request && letter.requestAt
        ? {
            ...{ kind: letter.request, at: letter.requestAt.toISOString(), path: letter.requestPath },
            ...{ reason: mayKnow ? letter.requestReason : null, proposed: letter.proposed },
          }
        : null,
    offer: mayKnow ? await offerIn(db, letter) : null,
    addressees: addressees.map(({ organ, name, state, request, requestAt, answer, contradicts, lastCode }) => ({
      ...{ organ, name, state, contradicts, lastCode },
      recall: request === "recall" ? { askedAt: moment(requestAt), answer } : null,
      update: request === "update" ? { askedAt: moment(requestAt), answer } : null,
    })),
    statuses: statuses.map(({ itemId, direction, organKey: organ, code, description, saidAt, at }) => ({
      ...{
        direction,
        organ,
        code,
        description: mayKnow ? description : null,
        saidAt: moment(saidAt),
        at: at.toISOString(),
      },
      verdict: checkOfItem(itemId),
    })),
    messages: messages.map(({ itemId, business, version, at }) => ({
      ...{ business, version, cameAt: at.toISOString(), verdict: checkOfItem(itemId) },
    })),
    files: papers.map(({ version, sha256, size, type, name, verdict }) => ({
      ...{
        version,
        counts: version === letter.version,
        sha256,
        size,
        type,
        name: mayKnow ? name : null,
        verdict: shown(verdict),
      },
    })),
    changes: changes.map(({ what, details, by, reason, at }) => ({
      ...{ what, details, by, reason: mayKnow ? reason : null, at: at.toISOString() },
    })),
    owed: tasks
      .filter(({ state }) => state === "waiting" || state === "unknown" || state === "forPerson")
      .map(({ kind, business, code, toOrgans, state, nextAt, fault }) => ({
        ...{ kind, business, code, to: [...toOrgans], state, nextAt: moment(nextAt), fault: mayKnow ? fault : null },
      })),
  };
}
/** Who signed is a person. */
function withoutNames(verdict: object | null): object | null {
  if (verdict === null || !("signatures" in verdict) || !Array.isArray(verdict.signatures)) return verdict;
  return { ...verdict, signatures: verdict.signatures.map((one: object) => ({ ...one, signer: null })) };
}
export type LetterView = Awaited<ReturnType<typeof letterView>>;

function summaryOf(letter: StoredLetter, mayKnow: boolean) {
  return {
    ...{ id: String(letter.id), side: letter.side, unit: letter.unit, state: letter.state, purpose: letter.purpose },
    from: { organ: letter.fromOrgan, name: letter.fromName },
    ...{ documentId: letter.documentId, number: letter.number, notation: letter.notation, issued: letter.issued },
    subject: mayKnow ? letter.subject : null,
    ...{ dossier: letter.dossierCode, version: letter.version, receivedAt: letter.receivedAt.toISOString() },
    ...{ receiptDue: moment(letter.receiptDue), receiptLateAt: moment(letter.receiptLateAt) },
    ...{ answerBy: moment(letter.answerBy), answerLateAt: moment(letter.answerLateAt) },
    isRecallAsked: letter.request === "recall",
    warnings: letter.warnings.map(({ code, detail }) => ({
      ...{ code, detail: mayKnow ? detail : "", ...wordsOfWarning(code) },
    })),
  };
}
export type LetterSummary = ReturnType<typeof summaryOf>;

async function offerIn(db: Reader, letter: StoredLetter) {
  const code = letter.dossierCode === null ? undefined : findDossierCode(letter.dossierCode);
  const stored = code && (await dossiers.find(db, code));
  return stored ? offerOf(db, letter, stored.dossier) : null;
}

/** The step that took it for the opinion asked for. */
async function opinionOf(db: Reader, letter: StoredLetter) {
  if (letter.dossierId === null || letter.side === "out") return null;
  const found = (await opinionLetters(db, letter.dossierId)).find((one) => one.letter === String(letter.id));
  return found ? { revision: found.revision, at: found.at.toISOString() } : null;
}

/** One letter: for the agency whose mailbox it lies in, and for the parties of its dossier. */
export async function readLetter(
  { db, now }: { readonly db: Database; readonly now: () => Date },
  text: string,
  units: ReadonlySet<string>,
): Promise<{ readonly ok: true; readonly letter: LetterView } | Refusal> {
  const letter = /^\d{1,18}$/.test(text) ? await letters.findLetter(db, BigInt(text)) : undefined;
  const unknown = refuse("letter-unknown", { letter: text });
  if (!letter) return unknown;
  if (units.has(letter.unit)) return { ok: true, letter: await viewOf(db, letter, true) };
  const found = letter.dossierCode === null ? undefined : await findForParties(db, letter.dossierCode, units, now());
  if (!found) return unknown;
  return { ok: true, letter: await viewOf(db, letter, await worksOn(db, found.stored, found.parties)) };
}

/** The letters of a dossier, for its parties; newest first. */
export async function readDossierLetters(
  { db, now }: { readonly db: Database; readonly now: () => Date },
  text: string,
  units: ReadonlySet<string>,
): Promise<{ readonly ok: true; readonly code: string; readonly letters: readonly LetterView[] } | Refusal> {
  const found = await findForParties(db, text, units, now());
  if (!found) return refuse("dossier-unknown", { code: text });
  const { stored, parties } = found;
  const mayKnow = await worksOn(db, stored, parties);
  const views = [];
  for (const letter of await letters.listLetters(db, { units: "all", dossierId: stored.id, limit: 200 }))
    views.push(await viewOf(db, letter, mayKnow || units.has(letter.unit)));
  return { ok: true, code: stored.dossier.code, letters: views };
}

/** The mailboxes of the caller's agencies, newest first. */
export async function listMailbox(
  { db }: { readonly db: Database },
  units: ReadonlySet<string>,
  question: Pick<letters.LetterQuestion, "side" | "only"> & {
    readonly unit?: string | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<{ readonly letters: readonly LetterSummary[]; readonly next: string | null }> {
  const { unit, before, limit, side, only } = question;
  const wanted = unit === undefined ? [...units] : [...units].filter((one) => one === unit);
  const found = await letters.listLetters(db, {
    ...{ units: wanted, side, only, limit: limit + 1 },
    before: before !== undefined && /^\d{1,18}$/.test(before) ? BigInt(before) : undefined,
  });
  const page = found.slice(0, limit);
  return {
    letters: page.map((letter) => summaryOf(letter, true)),
    next: found.length > limit ? String(page.at(-1)?.id) : null,
  };
}
