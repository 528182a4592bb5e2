import { sql } from "kysely";
import type { ArrivingLetter, LetterPaper, LetterWarning, NamedLetter } from "../domain/letter/arriving.ts";
import type { LetterPurpose } from "../domain/letter/awaited.ts";
import type { InState, LetterBusiness, StatusCode } from "../domain/letter/letter.ts";
import type { AddresseeState, OutState } from "../domain/letter/standing.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Reader, Tx } from "../../platform/database.ts";

export type LinkedHow = "sent" | "referenceCode" | "responseFor" | "replyFor" | "person";

/** A letter as the database has it. */
export interface StoredLetter {
  readonly id: bigint;
  readonly side: "in" | "out";
  readonly account: string;
  readonly unit: OrgCode;
  readonly fromOrgan: string;
  readonly fromKey: string;
  readonly fromName: string | null;
  readonly toOrgan: string;
  readonly documentId: string;
  readonly documentIds: readonly string[];
  readonly number: string | null;
  readonly notation: string | null;
  readonly code: string | null;
  /** `2026-11-20`. */
  readonly issued: string | null;
  readonly year: number | null;
  readonly typeName: string | null;
  /** Null: erased. */
  readonly subject: string | null;
  readonly content: string | null;
  readonly signer: LetterSigner | null;
  readonly due: string | null;
  readonly priority: string | null;
  readonly referenceCodes: readonly string[];
  readonly responseFor: readonly NamedLetter[];
  readonly replyFors: readonly string[];
  readonly business: LetterBusiness;
  readonly purpose: LetterPurpose | null;
  readonly state: InState | OutState;
  readonly request: "recall" | null;
  readonly requestAt: Date | null;
  readonly requestReason: string | null;
  readonly requestPath: "message" | "status" | null;
  readonly proposed: "15" | "16" | null;
  readonly replacedBy: bigint | null;
  readonly version: number;
  readonly versionDigest: string | null;
  readonly versionAt: Date | null;
  readonly isOriginalHere: boolean;
  readonly dossierId: bigint | null;
  readonly dossierCode: string | null;
  readonly linkedHow: LinkedHow | null;
  readonly linkedBy: string | null;
  readonly linkedAt: Date | null;
  readonly warnings: readonly LetterWarning[];
  readonly answerBy: Date | null;
  readonly answeredBy: bigint | null;
  readonly receiptDue: Date | null;
  readonly receiptLateAt: Date | null;
  readonly answerLateAt: Date | null;
  readonly officer: string | null;
  readonly receivedAt: Date;
}

export interface LetterSigner {
  readonly competence?: string | null;
  readonly position: string | null;
  readonly fullName: string | null;
}

const columns = sql`
  l.id, l.side, l.account, l.unit, l.from_organ as "fromOrgan", l.from_key as "fromKey", l.from_name as "fromName",
  l.to_organ as "toOrgan", l.document_id as "documentId", l.document_ids as "documentIds", l.number, l.notation, l.code,
  l.issued, l.year, l.type_name as "typeName", l.subject, l.content, l.signer, l.due, l.priority,
  l.reference_codes as "referenceCodes", l.response_for as "responseFor", l.reply_fors as "replyFors", l.business, l.purpose,
  l.state, l.request, l.request_at as "requestAt", l.request_reason as "requestReason", l.request_path as "requestPath",
  l.proposed, l.replaced_by as "replacedBy", l.version, l.version_digest as "versionDigest", l.version_at as "versionAt",
  l.is_original_here as "isOriginalHere", l.dossier_id as "dossierId", d.code as "dossierCode", l.linked_how as "linkedHow",
  l.linked_by as "linkedBy", l.linked_at as "linkedAt", l.warnings, l.answer_by as "answerBy", l.answered_by as "answeredBy",
  l.receipt_due as "receiptDue", l.receipt_late_at as "receiptLateAt", l.answer_late_at as "answerLateAt", l.officer,
  l.received_at as "receivedAt"`;
const from = sql`letter l left join dossier d on d.id = l.dossier_id`;

export async function findLetter(db: Reader, id: bigint): Promise<StoredLetter | undefined> {
  const { rows } = await sql<StoredLetter>`select ${columns} from ${from} where l.id = ${id}`.execute(db);
  return rows[0];
}

/** Locked until the transaction ends: what its sender says and what people do come one after the other. */
export async function lockLetter(tx: Tx, id: bigint): Promise<StoredLetter | undefined> {
  const { rows } = await sql<StoredLetter>`select ${columns} from ${from} where l.id = ${id} for update of l`.execute(
    tx,
  );
  return rows[0];
}

/** One message at a time decides about the mailbox of an agency: what it looks for must not come meanwhile. */
export const lockMailbox = (tx: Tx, unit: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended('letters ' || ${unit}, 0))`.execute(tx);

/** Letters that came to this agency from this sender and bear one of these identifiers; locked. */
export async function lettersNamed(
  tx: Tx,
  unit: string,
  fromKeys: readonly string[],
  documentIds: readonly string[],
): Promise<StoredLetter[]> {
  const { rows } = await sql<StoredLetter>`
    select ${columns} from ${from}
     where l.side = 'in' and l.unit = ${unit} and l.from_key = any(${[...fromKeys]}::text[]) and l.document_ids && ${[...documentIds]}::text[]
     order by l.id for update of l`.execute(tx);
  return rows;
}

/** Those of these identifiers that another sender's letter to this agency bears. */
export async function namedByOthers(
  db: Reader,
  unit: string,
  fromKeys: readonly string[],
  documentIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct named.id from letter l, unnest(l.document_ids) as named (id)
     where l.side = 'in' and l.unit = ${unit} and l.from_key <> all(${[...fromKeys]}::text[])
       and l.document_ids && ${[...documentIds]}::text[] and named.id = any(${[...documentIds]}::text[])`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Letters with the number and notation, of the year or one without. */
export async function lettersNumbered(
  db: Reader,
  of: {
    readonly side: "in" | "out";
    readonly code: string;
    readonly year: number | null;
    readonly unit?: string;
    readonly fromKeys?: readonly string[];
  },
): Promise<bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    select id from letter
     where side = ${of.side} and code = ${of.code} and (year = ${of.year}::integer or ${of.year}::integer is null)
       and (${of.unit ?? null}::text is null or unit = ${of.unit ?? null})
       and (${of.fromKeys === undefined} or from_key = any(${[...(of.fromKeys ?? [])]}::text[]))
     order by id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Of the account: what a status by this identifier, or this number, may be about. */
export async function candidatesFor(
  tx: Tx,
  account: string,
  side: "in" | "out",
  about: Pick<NamedLetter, "documentId" | "code">,
): Promise<(StoredLetter & { readonly addressees: readonly string[] })[]> {
  const { rows } = await sql<StoredLetter & { readonly addressees: readonly string[] }>`
    select ${columns}, coalesce((select array_agg(organ_key) from letter_addressee a where a.letter_id = l.id), '{}') as addressees
      from ${from}
     where l.account = ${account} and l.side = ${side}
       and (l.document_ids && ${about.documentId === null ? [] : [about.documentId]}::text[] or l.code = ${about.code})
     order by l.id for update of l`.execute(tx);
  return rows;
}

/**
 * Letters of ours that an answer may name, whose dossier is known. What did not leave gives way to another of its number: that one has
 * it by now.
 */
export async function ourLettersNamed(
  db: Reader,
  unit: string,
  senderKeys: readonly string[],
  name: NamedLetter,
): Promise<{ readonly id: bigint; readonly dossierId: bigint }[]> {
  const { rows } = await sql<{ id: bigint; dossierId: bigint }>`
    select l.id, l.dossier_id as "dossierId" from letter l
     where l.side = 'out' and l.unit = ${unit} and l.dossier_id is not null
       and exists (select from letter_addressee a where a.letter_id = l.id and a.organ_key = any(${[...senderKeys]}::text[]))
       and (l.document_ids && ${name.documentId === null ? [] : [name.documentId]}::text[]
            or (${name.documentId}::text is null or not exists (
                  select from letter o where o.side = 'out' and o.unit = ${unit}
                     and o.document_ids && ${name.documentId === null ? [] : [name.documentId]}::text[]))
               and l.code = ${name.code} and (l.year = ${name.year}::integer or ${name.year}::integer is null))
       and not (l.state = 'failed' and exists (
             select from letter n
              where n.side = 'out' and n.unit = l.unit and n.code = l.code and n.year = l.year and n.state <> 'failed'))
     order by l.id`.execute(db);
  return rows;
}

export interface NewLetter extends Omit<
  StoredLetter,
  | "id"
  | "request"
  | "requestAt"
  | "requestReason"
  | "requestPath"
  | "proposed"
  | "replacedBy"
  | "version"
  | "dossierCode"
  | "answeredBy"
  | "receiptLateAt"
  | "answerLateAt"
> {
  readonly partnerId: string | null;
  readonly cause: string | null;
}

export async function insertLetter(tx: Tx, letter: NewLetter): Promise<bigint> {
  const json = (value: unknown) => sql<never>`${JSON.stringify(value)}::jsonb`;
  const { id } = await tx
    .insertInto("letter")
    .values({
      ...{ side: letter.side, account: letter.account, unit: letter.unit, from_organ: letter.fromOrgan },
      ...{ from_key: letter.fromKey, from_name: letter.fromName, to_organ: letter.toOrgan },
      ...{ document_id: letter.documentId, document_ids: [...letter.documentIds], number: letter.number },
      ...{ notation: letter.notation, code: letter.code, issued: letter.issued, year: letter.year },
      ...{ type_name: letter.typeName, subject: letter.subject, content: letter.content, due: letter.due },
      ...{ priority: letter.priority, reference_codes: [...letter.referenceCodes], reply_fors: [...letter.replyFors] },
      ...{ response_for: json(letter.responseFor), signer: letter.signer === null ? null : json(letter.signer) },
      ...{ business: letter.business, purpose: letter.purpose, state: letter.state },
      ...{
        version_digest: letter.versionDigest,
        version_at: letter.versionAt,
        is_original_here: letter.isOriginalHere,
      },
      ...{ dossier_id: letter.dossierId, linked_how: letter.linkedHow, linked_by: letter.linkedBy },
      ...{ linked_at: letter.linkedAt, warnings: json(letter.warnings), answer_by: letter.answerBy },
      ...{ receipt_due: letter.receiptDue, officer: letter.officer, partner_id: letter.partnerId, cause: letter.cause },
      ...{ received_at: letter.receivedAt },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

export interface LetterChange {
  readonly state?: StoredLetter["state"];
  readonly request?: StoredLetter["request"];
  readonly requestAt?: Date | null;
  readonly requestReason?: string | null;
  readonly requestPath?: StoredLetter["requestPath"];
  readonly proposed?: StoredLetter["proposed"];
  readonly replacedBy?: bigint;
  readonly isOriginalHere?: boolean;
  readonly answeredBy?: bigint;
  readonly answerBy?: Date | null;
  readonly receiptDue?: Date;
  readonly receiptLateAt?: Date | null;
  readonly answerLateAt?: Date;
}

/** Writes what is named, and that something changed. */
export async function changeLetter(tx: Tx, id: bigint, change: LetterChange): Promise<void> {
  const said = {
    ...{ state: change.state, request: change.request, request_at: change.requestAt, proposed: change.proposed },
    ...{ request_reason: change.requestReason, request_path: change.requestPath, replaced_by: change.replacedBy },
    ...{ is_original_here: change.isOriginalHere, answered_by: change.answeredBy, answer_by: change.answerBy },
    ...{ receipt_due: change.receiptDue, receipt_late_at: change.receiptLateAt, answer_late_at: change.answerLateAt },
  };
  const named = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  await tx
    .updateTable("letter")
    .set({ ...named, changed_at: sql<Date>`now()` })
    .where("id", "=", id)
    .execute();
}

export async function addWarnings(tx: Tx, id: bigint, warnings: readonly LetterWarning[]): Promise<void> {
  if (warnings.length === 0) return;
  await sql`
    update letter set warnings = warnings || ${JSON.stringify(warnings)}::jsonb, changed_at = now() where id = ${id}`.execute(
    tx,
  );
}

export async function linkToDossier(
  tx: Tx,
  id: bigint,
  link: { readonly dossierId: bigint; readonly how: LinkedHow; readonly by: string; readonly at: Date },
): Promise<void> {
  await sql`
    update letter set dossier_id = ${link.dossierId}, linked_how = ${link.how}, linked_by = ${link.by}, linked_at = ${link.at},
           changed_at = now() where id = ${id}`.execute(tx);
}

/** What a letter of ours says, and may say otherwise in its next version. */
export type LetterWords = Pick<StoredLetter, "subject" | "content" | "signer" | "due" | "priority">;

/** A letter of ours says this from now on. @returns the number of that version. */
export async function putOwnVersion(tx: Tx, id: bigint, said: LetterWords, at: Date): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    update letter
       set subject = ${said.subject}, content = ${said.content}, due = ${said.due}, priority = ${said.priority},
           signer = ${said.signer === null ? null : JSON.stringify(said.signer)}::jsonb, business = 'update',
           version = version + 1, version_at = ${at}, changed_at = now()
     where id = ${id} returning version`.execute(tx);
  return rows[0]?.version ?? 1;
}

/** Letters of ours that this one replaces, or is to. */
export async function replacedBy(db: Reader, id: bigint): Promise<bigint[]> {
  const { rows } = await sql<{ id: bigint }>`select id from letter where replaced_by = ${id} order by id`.execute(db);
  return rows.map((row) => row.id);
}

/** From now on this version counts: what it says is what the letter says. @returns its number. */
export async function putVersion(
  tx: Tx,
  id: bigint,
  said: ArrivingLetter,
  code: string | null,
  documentIds: readonly string[],
  counts: boolean,
): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select greatest(l.version, coalesce(max(m.version), 0)) + 1 as version
      from letter l left join letter_message m on m.letter_id = l.id where l.id = ${id} group by l.version`.execute(tx);
  const version = rows[0]?.version ?? 1;
  await addNames(tx, id, documentIds);
  if (counts)
    await sql`
      update letter
         set number = ${said.number}, notation = ${said.notation}, code = ${code}, issued = ${said.issued}, year = ${said.year},
             type_name = ${said.typeName}, subject = ${said.subject}, content = ${said.content}, due = ${said.due},
             signer = ${JSON.stringify(said.signer)}::jsonb, priority = ${said.priority}, business = ${said.business.kind},
             version = ${version}, version_digest = ${said.digest}, version_at = ${said.writtenAt}
       where id = ${id}`.execute(tx);
  return version;
}

/** The letter has these identifiers, too. */
export async function addNames(tx: Tx, id: bigint, documentIds: readonly string[]): Promise<void> {
  await sql`
    update letter set document_ids = array(select distinct unnest(document_ids || ${[...documentIds]}::text[])),
           changed_at = now() where id = ${id}`.execute(tx);
}

export interface NewMessage {
  readonly letterId: bigint;
  readonly itemId: bigint | null;
  readonly business: LetterBusiness;
  readonly unit: string;
  readonly fromKey: string;
  readonly documentId: string;
  readonly digest: string;
  readonly version: number | null;
  readonly writtenAt: Date | null;
  readonly said: object | null;
  /** The letter was gone, and came again by this. */
  readonly anew?: boolean;
  readonly at: Date;
}

export async function insertMessage(tx: Tx, one: NewMessage): Promise<void> {
  await sql`
    insert into letter_message (letter_id, item_id, business, unit, from_key, document_id, digest, version, written_at, said, anew, came_at)
    values (${one.letterId}, ${one.itemId}, ${one.business}, ${one.unit}, ${one.fromKey}, ${one.documentId}, ${one.digest},
            ${one.version}, ${one.writtenAt}, ${one.said === null ? null : JSON.stringify(one.said)}::jsonb, ${one.anew ?? false}, ${one.at})`.execute(
    tx,
  );
}

/** Every message that made or changed a letter, or came again; oldest first. */
export async function messagesOf(
  db: Reader,
  letterId: bigint,
): Promise<Pick<NewMessage, "itemId" | "business" | "version" | "at">[]> {
  const { rows } = await sql<Pick<NewMessage, "itemId" | "business" | "version" | "at">>`
    select item_id as "itemId", business, version, came_at as at from letter_message
     where letter_id = ${letterId} order by id`.execute(db);
  return rows;
}

/**
 * The letter that a message of the same sender, document, kind and content made or changed. A recall is the same only until its letter
 * comes anew: then it is asked back once more.
 */
export async function sameMessage(
  db: Reader,
  of: Pick<NewMessage, "unit" | "documentId" | "business" | "digest"> & { readonly fromKeys: readonly string[] },
): Promise<bigint | undefined> {
  const { rows } = await sql<{ id: bigint }>`
    select letter_id as id from letter_message m
     where unit = ${of.unit} and from_key = any(${[...of.fromKeys]}::text[]) and document_id = ${of.documentId}
       and business = ${of.business} and digest = ${of.digest}
       and (version is not null
            or business = 'recall'
               and not exists (select from letter_message n where n.letter_id = m.letter_id and n.id > m.id and n.anew))
     order by id desc limit 1`.execute(db);
  return rows[0]?.id;
}

/** How often the letter was gone and came again. */
export async function timesAnew(db: Reader, id: bigint): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from letter_message where letter_id = ${id} and anew`.execute(db);
  return rows[0]?.n ?? 0;
}

export async function insertPapers(
  tx: Tx,
  letterId: bigint,
  version: number,
  papers: readonly LetterPaper[],
): Promise<void> {
  if (papers.length === 0) return;
  const rows = papers.map(({ sha256, size, type, name, description }) => ({ sha256, size, type, name, description }));
  await sql`
    insert into letter_file (letter_id, version, place, sha256, size, type, name, description)
    select ${letterId}, ${version}, place, sha256, size, type, name, description
      from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
             as (sha256 text, size bigint, type text, name text, description text))
             with ordinality as f (sha256, size, type, name, description, place)`.execute(tx);
}

export interface StoredPaper extends LetterPaper {
  readonly letterId: bigint;
  readonly version: number;
  /** What its signatures are worth, as JSON; null: not looked at. */
  readonly verdict: object | null;
}

/** Of every version, oldest first. */
export async function papersOf(db: Reader, letterIds: readonly bigint[]): Promise<StoredPaper[]> {
  const { rows } = await sql<Omit<StoredPaper, "size"> & { size: bigint }>`
    select letter_id as "letterId", version, sha256, size, type, name, description, verdict from letter_file
     where letter_id = any(${letterIds.map(String)}::bigint[]) order by letter_id, version, place`.execute(db);
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

const mediaTypes = sql`case f.type
  when 'pdf' then 'application/pdf' when 'zip' then 'application/zip' when 'xml' then 'application/xml'
  when 'docx' then 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  when 'xlsx' then 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  when 'pptx' then 'application/vnd.openxmlformats-officedocument.presentationml.presentation'
  when 'odt' then 'application/vnd.oasis.opendocument.text' when 'text' then 'text/plain' when 'png' then 'image/png'
  when 'jpeg' then 'image/jpeg' else 'application/octet-stream' end`;

/**
 * What of the letter counts now stands among its dossier's files, and nothing else of it: a recall and another version take theirs
 * away; the letter keeps them. A paper that another letter of the dossier has, too, stays in that one's name.
 */
export async function showOnDossier(tx: Tx, letterId: bigint): Promise<void> {
  await sql`delete from dossier_file where letter_id = ${letterId}`.execute(tx);
  await sql`
    select from dossier where id = (select dossier_id from letter where id = ${letterId}) for no key update`.execute(
    tx,
  );
  await sql`
    insert into dossier_file (dossier_id, revision, place, sha256, name, media_type, size, kind, letter_id)
    select d.id, d.revision,
           row_number() over (order by f.letter_id, f.place)
             + (select coalesce(max(t.place), 0) from dossier_file t where t.dossier_id = d.id and t.revision = d.revision),
           f.sha256, coalesce(f.name, 'tệp ' || f.place), ${mediaTypes}, f.size, 'other', f.letter_id
      from dossier d
      join (select distinct on (f.sha256) l.dossier_id, f.*
              from letter l join letter_file f on f.letter_id = l.id and f.version = l.version
             where l.dossier_id = (select dossier_id from letter where id = ${letterId})
               and l.state not in ('recalled', 'replaced', 'refused', 'failed')
             order by f.sha256, l.id = ${letterId} desc, l.id, f.place) f on f.dossier_id = d.id
     where not exists (select from dossier_file t where t.dossier_id = d.id and t.sha256 = f.sha256)`.execute(tx);
}

/** A content that lies in the folder counts from now on. */
export async function keepContent(tx: Tx, sha256: string, size: number): Promise<void> {
  await sql`
    insert into file (sha256, size) values (${sha256}, ${size})
    on conflict (sha256) do update set leaving_at = null, stored_at = now()`.execute(tx);
}

export interface NewStatus {
  readonly letterId: bigint;
  readonly itemId: bigint | null;
  readonly direction: "in" | "out";
  readonly organKey: string;
  readonly code: StatusCode;
  readonly description: string | null;
  readonly saidAt: Date | null;
  readonly digest: string;
  readonly officer: string | null;
  readonly partnerId: string | null;
  readonly at: Date;
}

/** @returns false when the same was said before. */
export async function insertStatus(tx: Tx, one: NewStatus): Promise<boolean> {
  const { rows } = await sql`
    insert into letter_status (letter_id, item_id, direction, organ_key, code, description, said_at, digest, officer, partner_id, at)
    values (${one.letterId}, ${one.itemId}, ${one.direction}, ${one.organKey}, ${one.code}, ${one.description}, ${one.saidAt},
            ${one.digest}, ${one.officer}, ${one.partnerId}, ${one.at})
    on conflict do nothing returning id`.execute(tx);
  return rows.length > 0;
}

export type StoredStatus = Omit<NewStatus, "partnerId">;

export async function statusesOf(db: Reader, letterIds: readonly bigint[]): Promise<StoredStatus[]> {
  const { rows } = await sql<StoredStatus>`
    select letter_id as "letterId", item_id as "itemId", direction, organ_key as "organKey", code, description, said_at as "saidAt", digest, officer, at
      from letter_status where letter_id = any(${letterIds.map(String)}::bigint[]) order by id`.execute(db);
  return rows;
}

export interface Addressee {
  readonly letterId: bigint;
  readonly organKey: string;
  /** As it is written to. */
  readonly organ: string;
  readonly name: string | null;
  readonly state: AddresseeState;
  readonly request: "recall" | "update" | null;
  readonly requestAt: Date | null;
  /** When something was asked first, since it has the letter as it has it now. */
  readonly askedSince: Date | null;
  readonly answer: "open" | "agreed" | "refused" | null;
  readonly contradicts: boolean;
  /** When an update left to it that had given the letter back: what it said before is over. */
  readonly anewAt: Date | null;
  readonly lastCode: string | null;
}

export async function addresseesOf(db: Reader, letterIds: readonly bigint[]): Promise<Addressee[]> {
  const { rows } = await sql<Addressee>`
    select letter_id as "letterId", organ_key as "organKey", organ, name, state, request, request_at as "requestAt",
           asked_since as "askedSince", request_answer as answer, contradicts, anew_at as "anewAt", last_code as "lastCode"
      from letter_addressee where letter_id = any(${letterIds.map(String)}::bigint[]) order by letter_id, organ_key`.execute(
    db,
  );
  return rows;
}

export async function insertAddressee(
  tx: Tx,
  letterId: bigint,
  { organKey, organ, name }: Pick<Addressee, "organKey" | "organ" | "name">,
): Promise<void> {
  await sql`
    insert into letter_addressee (letter_id, organ_key, organ, name) values (${letterId}, ${organKey}, ${organ}, ${name})`.execute(
    tx,
  );
}

export async function changeAddressee(
  tx: Tx,
  letterId: bigint,
  organKey: string,
  change: Partial<Pick<Addressee, "state" | "answer" | "contradicts" | "askedSince" | "anewAt" | "lastCode">>,
): Promise<void> {
  const said = {
    ...{ state: change.state, request_answer: change.answer, contradicts: change.contradicts },
    ...{ asked_since: change.askedSince, anew_at: change.anewAt, last_code: change.lastCode },
  };
  const named = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  await tx
    .updateTable("letter_addressee")
    .set({ ...named, changed_at: sql<Date>`now()` })
    .where("letter_id", "=", letterId)
    .where("organ_key", "=", organKey)
    .execute();
}

/** It is asked this, and has not answered. */
export async function askAddressee(
  tx: Tx,
  letterId: bigint,
  organKey: string,
  request: "recall" | "update",
  at: Date,
): Promise<void> {
  await sql`
    update letter_addressee
       set request = ${request}, request_at = ${at}, request_answer = 'open', asked_since = coalesce(asked_since, ${at}),
           changed_at = now()
     where letter_id = ${letterId} and organ_key = ${organKey}`.execute(tx);
}

/** It gave the letter back, or never got it, and is to get it now: whatever was said and asked before is over. */
export async function addAddresseeAgain(
  tx: Tx,
  letterId: bigint,
  { organKey, organ, name }: Pick<Addressee, "organKey" | "organ" | "name">,
  at: Date,
): Promise<void> {
  await sql`
    update letter_addressee
       set organ = ${organ}, name = ${name}, state = 'queued', request = null, request_at = null, request_answer = null,
           asked_since = null, contradicts = false, anew_at = ${at}, last_code = null, changed_at = now()
     where letter_id = ${letterId} and organ_key = ${organKey}`.execute(tx);
}

/** It left: each of these receivers of whom nothing was heard yet has it on its way. */
export async function markSent(tx: Tx, letterId: bigint, organKeys: readonly string[]): Promise<void> {
  await sql`
    update letter_addressee set state = 'sent', changed_at = now()
     where letter_id = ${letterId} and state = 'queued' and organ_key = any(${[...organKeys]}::text[])`.execute(tx);
}

/** Of these receivers nothing of these kinds is asked any more that they have not answered. */
export async function closeRequests(
  tx: Tx,
  letterId: bigint,
  organKeys: readonly string[],
  kinds: readonly ("recall" | "update")[],
): Promise<void> {
  await sql`
    update letter_addressee
       set asked_since = case when asked_since < request_at then asked_since end,
           request = null, request_at = null, request_answer = null, changed_at = now()
     where letter_id = ${letterId} and request_answer = 'open' and organ_key = any(${[...organKeys]}::text[])
       and request = any(${[...kinds]}::text[])`.execute(tx);
}

export interface Change {
  readonly letterId: bigint;
  readonly what: string;
  readonly details: object;
  readonly by: string;
  readonly officer: string | null;
  readonly reason: string | null;
  readonly at: Date;
}

export async function noteChange(tx: Tx, { letterId, what, details, by, officer, reason, at }: Change): Promise<void> {
  await sql`
    insert into letter_change (letter_id, what, details, by, officer, reason, at)
    values (${letterId}, ${what}, ${JSON.stringify(details)}::jsonb, ${by}, ${officer}, ${reason}, ${at})`.execute(tx);
}

export async function changesOf(db: Reader, letterIds: readonly bigint[]): Promise<Change[]> {
  const { rows } = await sql<Change>`
    select letter_id as "letterId", what, details, by, officer, reason, at from letter_change
     where letter_id = any(${letterIds.map(String)}::bigint[]) order by id`.execute(db);
  return rows;
}

export interface LetterQuestion {
  readonly units: readonly string[] | "all";
  readonly side?: "in" | "out" | undefined;
  /** `unlinked`: of no dossier; `receipt`: 03 or 02 is owed; `asked`: a recall waits for its answer; `late`: a deadline passed. */
  readonly only?: "unlinked" | "receipt" | "asked" | "late" | undefined;
  readonly dossierId?: bigint | undefined;
  /** Older than this one. */
  readonly before?: bigint | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listLetters(db: Reader, ask: LetterQuestion): Promise<StoredLetter[]> {
  const only = {
    unlinked: sql`l.dossier_id is null and l.state not in ('recalled', 'replaced', 'refused', 'failed')`,
    receipt: sql`l.side = 'in' and l.state = 'arrived'`,
    asked: sql`l.request is not null`,
    late: sql`(l.receipt_late_at is not null and l.state = 'arrived' or l.answer_late_at is not null)`,
  };
  const { rows } = await sql<StoredLetter>`
    select ${columns} from ${from}
     where ${ask.units === "all" ? sql`true` : sql`l.unit = any(${[...ask.units]}::text[])`}
       and ${ask.side ? sql`l.side = ${ask.side}` : sql`true`}
       and ${ask.only ? only[ask.only] : sql`true`}
       and ${ask.dossierId === undefined ? sql`true` : sql`l.dossier_id = ${ask.dossierId}`}
       and ${ask.before === undefined ? sql`true` : sql`l.id < ${ask.before}`}
     order by l.id desc limit ${ask.limit}`.execute(db);
  return rows;
}

/** Whose receipt is owed and was not told in time, and that is not noted yet. */
export async function lateReceipts(db: Reader, now: Date, limit: number): Promise<bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    select id from letter
     where side = 'in' and state = 'arrived' and receipt_due < ${now} and receipt_late_at is null
     order by receipt_due limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Letters of ours for which an answer is waited for no longer, and that is not noted yet. */
export async function lateAnswers(db: Reader, now: Date, limit: number): Promise<bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    select id from letter
     where side = 'out' and answer_by < ${now} and answer_late_at is null order by answer_by limit ${limit}`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}
