import { dayOf } from "../domain/day.ts";
import { parseDossierCode } from "../domain/dossier-code.ts";
import type { FileReference } from "../domain/dossier-file.ts";
import {
  fault,
  type HandedDown,
  type HandedFiling,
  type HandedLink,
  type HandedTaxNotice,
  type HandedTaxVoucher,
  type ReadHandedDown,
} from "../domain/handed-down.ts";
import { findOrgCode } from "../domain/org-code.ts";
import type { RefusalCode } from "../domain/refusal.ts";
import * as inbox from "../store/portal-inbox.ts";
import type { InboxFile, InboxItem } from "../store/portal-inbox.ts";
import { keepNotice, keepVoucher, landTaxOf } from "../store/land-tax.ts";
import { keepNational, nationalOf } from "../store/portal.ts";
import { reservedNumber } from "../store/reserved-numbers.ts";
import { applicantOf, find } from "../store/dossiers.ts";
import { linkBehind } from "../store/files.ts";
import type { Log } from "../../platform/log.ts";
import { portalPartner } from "./connect-portal.ts";
import { theHub, type Ask } from "./once.ts";
import { moveDraft } from "./move-draft.ts";
import { makeReceiveDossier } from "./receive-dossier.ts";
import { receivingUnit, type ReceiverRow } from "./receiving-unit.ts";
import type { World } from "./step-taken.ts";
import { makeTakeStep } from "./take-step.ts";

/** A content from behind a link, stored; why a person has to look at it; or that it may come later. */
export type Fetched =
  | { readonly kind: "stored"; readonly file: InboxFile }
  | { readonly kind: "fault"; readonly code: RefusalCode; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: "later"; readonly why: string };

export interface TakeInWorld extends World {
  readonly log: Log;
  /** Reads a packet; pure. */
  readonly read: (item: InboxItem) => ReadHandedDown;
  readonly fetchFile: (link: HandedLink) => Promise<Fetched>;
  /** Stores what the filing says in its fields as a file for the unit. */
  readonly storeForm: (item: InboxItem) => Promise<InboxFile>;
  readonly receivers: readonly ReceiverRow[];
}

type Fault = NonNullable<InboxItem["fault"]>;
type Ending =
  | { readonly kind: "taken"; readonly dossier: bigint }
  | { readonly kind: "parked"; readonly fault: Fault; readonly dossier?: bigint }
  | { readonly kind: "later"; readonly why: string };

const leaseMs = 120_000;
const triesAtMost = 6;
// 10 s, 1 min, 5, 15, 60
const pauses = [10_000, 60_000, 300_000, 900_000, 3_600_000];

/**
 * Takes in the next packet that waits (ADR 16, point 7). It dies anywhere and is begun anew: what it did bears the
 * packet's own keys, and is not done twice.
 * @returns false when nothing waited.
 */
export async function takeInNext(world: TakeInWorld): Promise<boolean> {
  const item = await inbox.claimItem(world.db, leaseMs);
  if (!item) return false;
  const ending = await takeIn(world, item).catch((error: unknown): Ending => {
    world.log.error({ err: error, inbox: item.id.toString() }, "a packet of the portal could not be taken in");
    return { kind: "later", why: "hub" };
  });
  const { db } = world;
  if (ending.kind === "taken") await inbox.markTaken(db, item.id, ending.dossier);
  else if (ending.kind === "parked") await park(world, item, ending.fault, ending.dossier);
  else if (item.attempts < triesAtMost) await inbox.retryItem(db, item.id, pauses[item.attempts - 1] ?? 3_600_000);
  else if (ending.why === "hub") await park(world, item, fault("portal-tries-over", {}));
  else await park(world, item, fault("portal-file-not-fetched", { field: "URL", why: ending.why }));
  return true;
}

async function park({ db, log }: TakeInWorld, item: InboxItem, { code, values, field }: Fault, dossier?: bigint) {
  const kept = { code, values, ...(field === undefined ? {} : { field }) };
  await inbox.parkItem(db, item.id, kept, dossier);
  log.warn({ inbox: item.id.toString(), fault: code }, "a packet of the portal waits for a person: hub portal inbox");
}

async function takeIn(world: TakeInWorld, item: InboxItem): Promise<Ending> {
  const read = world.read(item);
  if (!read.ok) return { kind: "parked", fault: read };
  const { value } = read;
  switch (value.kind) {
    case "filing":
      return takeInFiling(world, item, value);
    case "taxNotice":
      return takeInNotice(world, item, value);
    case "taxVoucher":
      return takeInVoucher(world, item, value);
  }
}

/** The contents of a packet and those behind its links. */
async function contents(
  world: TakeInWorld,
  item: InboxItem,
  { links }: Extract<HandedDown, { links: unknown }>,
): Promise<
  { readonly ok: true; readonly files: readonly InboxFile[] } | { readonly ok: false; readonly ending: Ending }
> {
  const fetched: InboxFile[] = [];
  for (const link of links) {
    const got = await world.fetchFile(link);
    if (got.kind === "later") return { ok: false, ending: got };
    if (got.kind === "fault")
      return {
        ok: false,
        ending: { kind: "parked", fault: { code: got.code, values: got.values, field: link.field } },
      };
    fetched.push(got.file);
  }
  return { ok: true, files: [...item.files, ...fetched] };
}

const references = (files: readonly InboxFile[], kind: FileReference["kind"]): FileReference[] =>
  files.map(({ sha256, name, mediaType, size }) => ({ sha256, name, mediaType, size, kind }));

function askFor({ id }: InboxItem, what: string, unit: string, partnerId: string = portalPartner): Ask {
  const key = `portal-inbox:${id}:${what}`;
  return { partnerId, units: new Set([unit]), key, digest: `${key}:${unit}`, requestId: key };
}

/**
 * A filing becomes an online one: drafted, known by both codes, submitted, in that order: a draft is told to nobody, so
 * that the portal never hears of a dossier of its own as of another one.
 */
async function takeInFiling(world: TakeInWorld, item: InboxItem, filing: HandedFiling): Promise<Ending> {
  const { db } = world;
  const known = await inbox.dossierNamed(db, item.nationalCode);
  // a death between its steps left a draft of this very packet
  if (known && known.state !== "draft") {
    if (await isOf(world, known.id, item)) return { kind: "taken", dossier: known.id };
    return completeFiling(world, item, filing, known);
  }
  if (known) return resumeDraft(world, item, filing, known);
  const reserved = filing.procedure === null ? await reservedNumber(db, item.nationalCode) : undefined;
  const procedure = filing.procedure ?? reserved?.procedure;
  if (procedure === undefined || (reserved && reserved.dossierId !== null))
    return { kind: "parked", fault: fault("portal-number-unknown", { number: item.nationalCode }, "maHoSoMCDT") };
  const collected = await contents(world, item, filing);
  if (!collected.ok) return collected.ending;
  const earlier = filing.earlier === null ? undefined : await inbox.dossierNamed(db, filing.earlier);
  if (filing.earlier !== null && !earlier && item.givenUnit === null)
    return { kind: "parked", fault: fault("portal-earlier-unknown", { code: filing.earlier }) };
  const addressed = {
    procedure,
    agency: item.givenUnit ?? earlier?.returnsTo ?? reserved?.unit ?? filing.agency,
    commune: filing.commune,
    filedAt: filing.filedAt,
    nationalCode: item.nationalCode,
  };
  const receiving = await receivingUnit(db, addressed, world.receivers, world.now());
  if (!receiving.ok) return { kind: "parked", fault: receiving };
  const unit = receiving.unit.code;

  const applicant = filing.applicant.name === "" && earlier ? await applicantOf(db, earlier.id) : filing.applicant;
  if (!applicant || !("name" in applicant) || applicant.name === "")
    return { kind: "parked", fault: fault("portal-field-missing", { field: "TenThuongNhan" }, "TenThuongNhan") };
  // its files took their time: a newer content may have come meanwhile, and that one counts
  if ((await inbox.findItem(db, item.id))?.state !== "waiting") return { kind: "later", why: "replaced" };
  const form = await world.storeForm(item);
  const draft = await makeReceiveDossier(world)(
    {
      ...{ step: "draft", by: unit, procedure, applicant, channel: "online" },
      role: "applicant",
      reason: whence(item, filing, receiving.instead),
      papers: filing.papers,
      ...(filing.resultChannel === null ? {} : { resultChannel: filing.resultChannel }),
      files: [...references([form], "application"), ...references(collected.files, "paper")],
    },
    // one key for all contents of a filing: whatever comes at once, one of them alone becomes its dossier
    { ...askFor(item, "draft", unit), key: `portal-filing:${item.flow}:${item.nationalCode}` },
    reserved?.code,
  );
  if (!draft.ok && draft.code === "idempotency-key-reused") return { kind: "later", why: "hub" };
  if (!draft.ok) return { kind: "parked", fault: faultOf(draft) };
  const code = parseDossierCode(draft.body.dossier.code);
  const stored = await find(db, code);
  if (!stored) throw new Error(`${code} is not there after it was made`);
  // a reserved number is the province's own: its dossier has no other code
  if (!reserved && !(await nationalOf(db, stored.id)))
    await db.transaction().execute(async (tx) => {
      const { accountId } = filing;
      await keepNational(tx, code, { nationalCode: item.nationalCode, flow: item.flow, accountId });
    });
  return submitDraft(world, item, { id: stored.id, code, returnsTo: unit });
}

/** The draft of before goes on where it is, or with the agency that a person named since: who had it could not submit it. */
async function resumeDraft(
  world: TakeInWorld,
  item: InboxItem,
  filing: HandedFiling,
  draft: { readonly id: bigint; readonly code: string; readonly returnsTo: string },
): Promise<Ending> {
  if (item.givenUnit === null) return submitDraft(world, item, draft);
  const { commune, filedAt } = filing;
  const stored = await find(world.db, parseDossierCode(draft.code));
  if (!stored) throw new Error(`${draft.code} is not there`);
  const procedure = stored.dossier.procedure.code;
  const named = { procedure, agency: item.givenUnit, commune, filedAt, nationalCode: item.nationalCode };
  const receiving = await receivingUnit(world.db, named, world.receivers, world.now());
  if (!receiving.ok) return { kind: "parked", fault: receiving, dossier: draft.id };
  const unit = receiving.unit.code;
  if (unit === draft.returnsTo) return submitDraft(world, item, draft);
  const { decided } = item;
  await world.db.transaction().execute((tx) =>
    moveDraft(tx, draft.id, unit, {
      ...{ eventId: world.newId(), at: world.now(), by: decided?.by ?? "hub" },
      reason: decided?.reason ?? "hub portal inbox release --unit",
    }),
  );
  return submitDraft(world, item, { ...draft, returnsTo: unit });
}

async function submitDraft(
  world: TakeInWorld,
  item: InboxItem,
  { id, code, returnsTo }: { readonly id: bigint; readonly code: string; readonly returnsTo: string },
): Promise<Ending> {
  const submitted = await makeTakeStep(world)(
    code,
    { step: "submit", by: returnsTo, role: "applicant" },
    askFor(item, "submit", returnsTo),
  );
  return submitted.ok ? { kind: "taken", dossier: id } : { kind: "parked", fault: faultOf(submitted), dossier: id };
}

/** Whether the dossier was made of this packet: it died before it could say so. */
async function isOf({ db }: TakeInWorld, dossierId: bigint, { id }: InboxItem): Promise<boolean> {
  return inbox.wasTakenFor(db, dossierId, `portal-inbox:${id}:draft`);
}

/** Another content for a dossier that was asked to be completed (quirk 23). */
async function completeFiling(
  world: TakeInWorld,
  item: InboxItem,
  filing: HandedFiling,
  known: { readonly id: bigint; readonly code: string; readonly state: string; readonly returnsTo: string },
): Promise<Ending> {
  const { code, state, returnsTo } = known;
  if (await inbox.wasTakenFor(world.db, known.id, `portal-inbox:${item.id}:supplement`))
    return { kind: "taken", dossier: known.id };
  if (state !== "supplementBeforeReceipt" && state !== "supplement")
    return { kind: "parked", fault: fault("portal-change-too-late", { code, state }), dossier: known.id };
  const collected = await contents(world, item, filing);
  if (!collected.ok) return collected.ending;
  const form = await world.storeForm(item);
  const brought = await makeTakeStep(world)(
    code,
    {
      ...{ step: "supplement", by: returnsTo, role: "applicant" },
      reason: whence(item, filing, null),
      papers: filing.papers,
      files: [...references([form], "application"), ...references(collected.files, "paper")],
    },
    askFor(item, "supplement", returnsTo),
  );
  return brought.ok
    ? { kind: "taken", dossier: known.id }
    : { kind: "parked", fault: faultOf(brought), dossier: known.id };
}

/** Where it came from, in words that stay with the step: nothing of a person. */
function whence({ nationalCode }: InboxItem, { procedure, filedAt }: HandedFiling, instead: string | null): string {
  const parts = [`Nộp trên ${procedure === null ? "VNeID" : "Cổng DVCQG"}, mã ${nationalCode}`];
  if (filedAt) parts.push(`ngày ${dayOf(filedAt).split("-").reverse().join("/")}`);
  if (instead !== null) parts.push(`nơi nhận ghi trên Cổng: ${instead}`);
  return parts.join("; ");
}

const faultOf = (denied: {
  readonly code: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly field?: string;
}): Fault =>
  denied.values
    ? {
        code: denied.code as RefusalCode,
        values: denied.values,
        ...(denied.field === undefined ? {} : { field: denied.field }),
      }
    : fault("portal-tries-over", {});

async function takeInNotice(world: TakeInWorld, item: InboxItem, { code, notices }: HandedTaxNotice): Promise<Ending> {
  const { db } = world;
  const dossier = await inbox.dossierNamed(db, code);
  if (!dossier) return { kind: "parked", fault: { code: "dossier-unknown", values: { code } } };
  await db.transaction().execute(async (tx) => {
    for (const notice of notices) await keepNotice(tx, dossier.id, item.id, notice);
    await linkBehind(tx, dossier.id, references(item.files, "other"));
  });
  // what was paid stays as it was: a notice that says otherwise now is for a person
  const kept = await landTaxOf(db, dossier.id);
  for (const { taxNumber, decisionNo: decision, items } of notices) {
    const own = kept.find((tax) => tax.taxNumber === taxNumber && tax.decisionNo === decision);
    const due = items.reduce((all, { amountVnd }) => all + amountVnd, 0n);
    if (own && own.paidVnd !== null && own.amountVnd !== due)
      return {
        ...{ kind: "parked", dossier: dossier.id },
        fault: fault("portal-tax-amount-differs", { decision, paid: String(own.paidVnd), due: String(due) }),
      };
  }
  return { kind: "taken", dossier: dossier.id };
}

/**
 * A voucher is kept with its dossier whatever it does there. The payment is confirmed when all the dossier's notices are
 * paid, to the đồng, and the dossier waits for that; anything else is for a person.
 */
async function takeInVoucher(world: TakeInWorld, item: InboxItem, voucher: HandedTaxVoucher): Promise<Ending> {
  const { db } = world;
  const { code, taxNumber, decisionNo: decision, amountVnd, paidAt } = voucher;
  const dossier = await inbox.dossierNamed(db, code);
  if (!dossier) return { kind: "parked", fault: { code: "dossier-unknown", values: { code } } };
  const parked = (why: Fault): Ending => ({ kind: "parked", fault: why, dossier: dossier.id });
  if (!voucher.isPaid) return parked(fault("portal-tax-not-paid", { decision }));
  const collected = await contents(world, item, voucher);
  if (!collected.ok) return collected.ending;
  await db.transaction().execute(async (tx) => {
    await keepVoucher(tx, dossier.id, item.id, { taxNumber, decisionNo: decision, at: paidAt, amountVnd });
    await linkBehind(tx, dossier.id, references(collected.files, "other"));
  });
  const all = await landTaxOf(db, dossier.id);
  const own = all.find((tax) => tax.taxNumber === taxNumber && tax.decisionNo === decision);
  if (!own || own.amountVnd === null)
    return parked(fault("portal-tax-without-notice", { decision, code: dossier.code }));
  if (own.amountVnd !== amountVnd || own.paidVnd !== amountVnd)
    return parked(
      fault("portal-tax-amount-differs", { decision, paid: String(amountVnd), due: String(own.amountVnd) }),
    );
  if (own.paidAt?.getTime() !== paidAt.getTime())
    return parked(fault("portal-tax-paid-twice", { decision, paid: String(amountVnd) }));
  // the last of them confirms; until then each stays with the dossier
  if (all.some(({ paidAt: at, paidVnd, amountVnd: due }) => at === null || paidVnd !== due))
    return { kind: "taken", dossier: dossier.id };
  const unit = findOrgCode(dossier.returnsTo) ?? dossier.returnsTo;
  const confirmed = await makeTakeStep(world)(
    dossier.code,
    {
      ...{ step: "confirmPayment", by: unit, role: "hub" },
      paymentReference: all
        .map(({ decisionNo }) => decisionNo)
        .join(", ")
        .slice(0, 200),
    },
    askFor(item, "payment", unit, theHub),
  );
  if (confirmed.ok) return { kind: "taken", dossier: dossier.id };
  return confirmed.code === "step-not-allowed"
    ? parked(fault("portal-tax-not-awaited", { code: dossier.code, state: dossier.state }))
    : parked(faultOf(confirmed));
}
