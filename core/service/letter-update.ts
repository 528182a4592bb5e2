import type { FileReference } from "../domain/dossier-file.ts";
import type { LetterPaper } from "../domain/letter/arriving.ts";
import { organKey } from "../domain/letter/organ.ts";
import type { OutgoingActs } from "../domain/letter/outgoing.ts";
import { holdersOf, reissueRefused, type Holder } from "../domain/letter/reissue.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import * as letters from "../store/letters.ts";
import type { LetterWords, StoredLetter, StoredPaper } from "../store/letters.ts";
import { oweSend } from "../store/letter-tasks.ts";
import type { Tx } from "../../platform/database.ts";
import { canonicalJson, sha256Of } from "./canonical-json.ts";
import { refusedFiles } from "./keep-files.ts";
import { askBackFrom } from "./letter-ask-back.ts";
import type { LetterDesk } from "./letter-desk.ts";
import { outgoingLetter } from "./letter-out.ts";
import { ownLetter } from "./letter-own.ts";
import { papersOf, receiversOf, signerOf, type Receiver, type SaidSigner } from "./letter-queue.ts";
import { letterInHand, type LetterInHand } from "./letter-reissue.ts";
import type { SendWorld } from "./letter-send.ts";
import { letterView, type LetterView } from "./letter-view.ts";
import { once, type Answer, type Ask } from "./once.ts";

/** What becomes another; what is left out stays. */
export interface UpdateRequest {
  readonly by: string;
  readonly officer?: string;
  readonly reason: string;
  readonly subject?: string;
  readonly content?: string;
  readonly signer?: SaidSigner;
  readonly due?: string;
  readonly priority?: string;
  readonly files?: readonly FileReference[];
  /** Who gets it, too. */
  readonly add?: readonly { readonly organ: string; readonly name?: string }[];
  /** Who is to give it back. */
  readonly remove?: readonly string[];
}

/**
 * The next version of a letter of ours under its own number (type 2): other words, other papers, other receivers. Whoever has it, or
 * gave it back, gets the update; who is added gets it as a new letter, since some readers pass over any other; who is taken off is
 * asked to give it back.
 */
export const makeUpdateLetter =
  (world: SendWorld, desk: LetterDesk | undefined) =>
  (text: string, request: UpdateRequest, ask: Ask): Promise<Answer<LetterView>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await letterInHand(tx, desk, text, request.by, ask, now);
      if (!found.ok) return found;
      const { letter, account } = found;
      const own = await ownLetter(tx, letter);
      const refused = reissueRefused(own);
      if (refused) return refused;
      const receivers = receiversAfter(request, own.receivers, found);
      if (!receivers.ok) return receivers;
      const { kept, added, removed } = receivers;

      const words = wordsAfter(letter, request);
      const before = (await letters.papersOf(tx, [letter.id])).filter(({ version }) => version === letter.version);
      const papers = request.files ? paperRows(request.files) : before;
      const changed = changedFields(letter, words, before, papers);
      if (changed.length + added.length + removed.length === 0) return refuse("letter-nothing-changed", {});
      const unkept = request.files && (await refusedFiles(tx, request.files, ask));
      if (unkept) return unkept;

      await keepVersion(tx, letter, before, now);
      const version = await letters.putOwnVersion(tx, letter.id, words, now);
      await letters.insertPapers(tx, letter.id, version, papers);
      for (const one of added)
        if (own.receivers.some(({ organKey: key }) => key === one.organKey))
          await letters.addAddresseeAgain(tx, letter.id, one, now);
        else await letters.insertAddressee(tx, letter.id, one);
      for (const { organKey: key } of kept) await letters.askAddressee(tx, letter.id, key, "update", now);
      const who = { by: ask.partnerId, officer: request.officer ?? null, reason: request.reason, at: now };
      const organs = (of: readonly { readonly organ: string }[]) => of.map(({ organ }) => organ);
      await letters.noteChange(tx, {
        ...{ letterId: letter.id, what: "updateSent", ...who },
        details: { version, changed, added: organs(added), removed: organs(removed) },
      });
      await letters.showOnDossier(tx, letter.id);

      const acts: OutgoingActs = {
        documentId: letter.documentId,
        changed: { document: changed.length > 0, receivers: added.length + removed.length > 0 },
        receivers: [
          ...removed.map(({ organ }) => ({ organ, change: "removed" as const })),
          ...added.map(({ organ }) => ({ organ, change: "added" as const })),
        ],
      };
      const unfit =
        (await send(tx, found, { business: "update", acts, description: request.reason }, organs(kept), now)) ??
        (await send(tx, found, { business: "new" }, organs(added), now));
      if (unfit) return unfit;
      if (removed.length > 0) await askBackFrom(tx, letter, removed, account.recallsBy, who);
      return { ok: true, body: await letterView(tx, letter.id, true) };
    });

async function send(
  tx: Tx,
  { letter: { id, account: name, fromOrgan }, desk }: LetterInHand,
  message: { readonly business: "update" | "new"; readonly acts?: OutgoingActs; readonly description?: string },
  toOrgans: readonly string[],
  saidAt: Date,
): Promise<Refusal | undefined> {
  const letter = await letters.findLetter(tx, id);
  if (!letter || toOrgans.length === 0) return undefined;
  const out = await outgoingLetter(tx, letter, { acts: null, description: null, ...message, toOrgans, saidAt });
  const faults = desk.faultsOf(name, out);
  if (faults.length > 0) return refuse("letter-incomplete", { fields: faults.join(", ") }, faults[0]);
  await oweSend(tx, { ...{ account: name, letterId: id, fromOrgan, toOrgans, saidAt, due: null }, ...message });
  return undefined;
}

/** Whoever the letter is with after the update, and who is told what. */
function receiversAfter(
  { add = [], remove = [] }: UpdateRequest,
  receivers: readonly Holder[],
  { letter, account, dossier }: LetterInHand,
):
  | {
      readonly ok: true;
      readonly kept: readonly Holder[];
      readonly added: readonly Receiver[];
      readonly removed: readonly Holder[];
    }
  | Refusal {
  const named = receiversOf(add, organKey(account.organ), "/add");
  if (!named.ok) return named;
  // whoever gave it back when it was asked, or never got it, may get it now
  const mayHave = receivers.filter(({ state }) => state !== "recalled");
  const there = named.to.findIndex((one) => mayHave.some(({ organKey: key }) => key === one.organKey));
  if (there >= 0)
    return refuse("letter-receiver-repeated", { organ: named.to[there]?.organ ?? "" }, `/add/${there}/organ`);
  // an opinion is one agency's: another is asked by the dossier's own step
  const [asked] = named.to;
  if (asked && letter.purpose === "opinion")
    return refuse("letter-opinion-not-asked", { code: dossier.code, organ: asked.organ }, "/add/0/organ");
  const keys = remove.map(organKey);
  for (const [place, key] of keys.entries()) {
    const one = receivers.find(({ organKey: its }) => its === key);
    const field = `/remove/${place}`;
    if (!one)
      return refuse("letter-receiver-unknown", { organ: remove[place] ?? "", letter: String(letter.id) }, field);
    if (holdersOf([one]).length === 0)
      return refuse("letter-recall-not-now", { organ: one.organ, letterState: one.state }, field);
  }
  const kept = receivers.filter(({ organKey: key, state }) => state !== "recalled" && !keys.includes(key));
  if (kept.length + named.to.length === 0) return refuse("letter-no-receiver-left", {}, "/remove");
  return { ok: true, kept, added: named.to, removed: receivers.filter(({ organKey: key }) => keys.includes(key)) };
}

const wordsAfter = (letter: StoredLetter, request: UpdateRequest): LetterWords => ({
  subject: request.subject ?? letter.subject,
  content: request.content ?? letter.content,
  signer: request.signer ? signerOf(request.signer) : letter.signer,
  due: request.due ?? letter.due,
  priority: request.priority ?? letter.priority,
});

const paperRows = (files: readonly FileReference[]): readonly LetterPaper[] =>
  papersOf(files).map((paper) => ({ ...paper, description: null }));

/** Names of what becomes another. */
function changedFields(
  letter: StoredLetter,
  words: LetterWords,
  before: readonly LetterPaper[],
  after: readonly LetterPaper[],
): readonly string[] {
  const isOther = (name: keyof LetterWords) => canonicalJson(words[name]) !== canonicalJson(letter[name]);
  const said = (papers: readonly LetterPaper[]) => canonicalJson(papers.map(({ sha256, name }) => [sha256, name]));
  return [
    ...(["subject", "content", "signer", "due", "priority"] as const).filter(isOther),
    ...(said(before) === said(after) ? [] : ["files"]),
  ];
}

/** What the version said that no longer counts. */
async function keepVersion(tx: Tx, letter: StoredLetter, papers: readonly StoredPaper[], at: Date): Promise<void> {
  const { subject, content, signer, due, priority } = letter;
  const said = { subject, content, signer, due, priority };
  await letters.insertMessage(tx, {
    ...{ letterId: letter.id, itemId: null, business: letter.business, unit: letter.unit, fromKey: letter.fromKey },
    ...{ documentId: letter.documentId, version: letter.version, writtenAt: letter.versionAt, said, at },
    digest: sha256Of(canonicalJson([said, papers.map(({ sha256, name }) => [sha256, name])])),
  });
}
