import {
  checkOf,
  verdictOf,
  type CheckedSignature,
  type LaterAddition,
  type SignatureCheck,
  type SignatureNote,
  type SignatureReason,
} from "../../core/domain/letter/signature.ts";
import { digestOver, keepBlocks, type ByteSource } from "./byte-source.ts";
import { checkCms, type CheckedCms, type CmsForm } from "./cms.ts";
import { SignatureFault } from "./fault.ts";
import { judgeSigner, judgeStamp, stampSigning, type Judged } from "./judge.ts";
import { changesSince } from "./pdf-changes.ts";
import { findSignatures, type FoundSignature } from "./pdf-fields.ts";
import { cacheOf, openPdf, pdfOf, startOfSections, type Pdf, type PdfCache } from "./pdf-file.ts";
import { rangeOf, type SignedRange } from "./pdf-range.ts";
import { securityStore } from "./pdf-store.ts";
import { shown } from "./shown.ts";
import { countOf, isArray, isDict, isString, nameOf, type PdfDict } from "./pdf-syntax.ts";
import type { Trust } from "./trust.ts";
import { workOf, type Work } from "./work.ts";

// no plain object: the file says what is looked up, and `constructor` is in every object
const forms: ReadonlyMap<string, CmsForm> = new Map([
  ["adbe.pkcs7.detached", "detached"],
  ["ETSI.CAdES.detached", "detached"],
  ["adbe.pkcs7.sha1", "sha1"],
  ["ETSI.RFC3161", "stamp"],
]);
const mostSignatures = 16;
const mostRevisions = 32;

/**
 * Every signature of a PDF, and what it is worth. Pure on bytes, by random access; memory does not grow with the file. Never
 * throws for what is in the file; whatever cannot be followed is `unreadable`, whatever is not just so is refused by name.
 * @param at now; UTC.
 * @param work counts what it costs: a file that costs too much is `tooLarge`.
 */
export async function checkPdf(
  source: ByteSource,
  trust: Trust,
  at: Date,
  work: Work = workOf(),
): Promise<SignatureCheck> {
  const kept = keepBlocks(source);
  try {
    const head = Buffer.from(await kept.read(0, 1024)).toString("latin1");
    if (!head.includes("%PDF-")) return checkOf([], ["notPdf"]);
    const cache = cacheOf(kept, work);
    const now = await openPdf(cache, kept.size, await startOfSections(kept, kept.size, false));
    if (now.trailer.map.has("Encrypt")) return checkOf([], ["encrypted"]);
    const { found, current } = await allSignatures(cache, now);
    if (found.length > mostSignatures) return checkOf([], ["tooManySignatures"]);
    const store = await securityStore(cache, now);
    const signatures = await checkAll(cache, now, found, current, store, trust, at);
    // where it was cut short, a part may have been taken for the whole
    return work.isSpent() ? checkOf([], ["tooLarge"]) : checkOf(signatures);
  } catch (error) {
    if (error instanceof SignatureFault) return checkOf([], [error.reason]);
    throw error;
  }
}

/** Those of today, and those that a revision had before; an update may have taken them away. */
async function allSignatures(cache: PdfCache, now: Pdf) {
  const current = await findSignatures(now);
  const keyOf = ({ dict }: FoundSignature) => {
    const contents = dict.map.get("Contents");
    return isString(contents) ? contents.from : dict;
  };
  const found = new Map(current.map((one) => [keyOf(one), one]));
  const isThere = new Set(found.keys());
  for (const [i] of now.sections.slice(0, mostRevisions).entries()) {
    if (i === 0) continue;
    // a part of a file that is linearized is no revision, and need not read as one
    const before = await findSignatures(pdfOf(cache, now.end, now.sections.slice(i))).catch((error: unknown) => {
      if (error instanceof SignatureFault && !cache.work.isSpent()) return [];
      throw error;
    });
    for (const one of before) if (!found.has(keyOf(one))) found.set(keyOf(one), one);
  }
  return {
    found: [...found.values()],
    current: new Set([...found].filter(([key]) => isThere.has(key)).map(([, one]) => one)),
  };
}

interface Opened {
  readonly found: FoundSignature;
  readonly form: string;
  readonly range: SignedRange | null;
  readonly cms: CheckedCms | null;
  readonly reasons: readonly SignatureReason[];
  readonly later: readonly LaterAddition[];
}

async function checkAll(
  cache: PdfCache,
  now: Pdf,
  found: readonly FoundSignature[],
  current: ReadonlySet<FoundSignature>,
  store: readonly Uint8Array[],
  trust: Trust,
  at: Date,
): Promise<CheckedSignature[]> {
  const opened: Opened[] = [];
  for (const one of found) opened.push(await open(cache, now, one, current.has(one)));
  opened.sort((a, b) => (a.range?.end ?? Infinity) - (b.range?.end ?? Infinity));

  const checked: CheckedSignature[] = [];
  /** When a trusted stamp saw the file up to some place, the earliest first. */
  const seen: { readonly end: number; readonly at: Date }[] = [];
  for (const one of opened.toReversed()) {
    const judged = await judge(one, seen, store, trust, at);
    const done = resultOf(one, judged, cache.source.size);
    if (done.kind === "timeStamp" && done.verdict === "valid" && one.range && judged?.signedAt)
      seen.push({ end: one.range.end, at: judged.signedAt });
    checked.unshift(done);
  }
  return checked;
}

/** Integrity alone. */
async function open(cache: PdfCache, now: Pdf, found: FoundSignature, isCurrent: boolean): Promise<Opened> {
  const form = nameOf(found.dict.map.get("SubFilter")) ?? "";
  const reasons: SignatureReason[] = isCurrent ? [] : ["signatureRemoved"];
  let range: SignedRange | null = null;
  let cms: CheckedCms | null = null;
  let later: readonly LaterAddition[] = [];
  try {
    const kind = forms.get(form);
    range = rangeOf(found, cache.source.size);
    if (!kind) throw new SignatureFault("formUnsupported", form);
    const then = await revisionOf(cache, found, range);
    const stretches = [
      [0, range.holeFrom],
      [range.holeTo, range.end],
    ] as const;
    cms = await checkCms(range.contents, kind, (algorithm) => digestOver(cache.source, stretches, algorithm));
    reasons.push(...cms.reasons);
    if (form === "ETSI.CAdES.detached" && !cms.namesCertificate) reasons.push("signingCertificateMissing");
    if (range.end < cache.source.size) {
      const changes = await changesSince(cache, then, now);
      later = changes.later;
      reasons.push(...changes.reasons);
      if (later.includes("signature") && (await isFinal(then, found.dict))) reasons.push("certifiedFinal");
    }
  } catch (error) {
    if (!(error instanceof SignatureFault)) throw error;
    reasons.push(error.reason);
  }
  return { found, form, range, cms, reasons, later };
}

/** What a signature covers has to be a PDF by itself, in which that signature is what it is now. */
async function revisionOf(cache: PdfCache, found: FoundSignature, range: SignedRange): Promise<Pdf> {
  try {
    const start = await startOfSections(cache.source, range.end, true);
    const then = await openPdf(cache, range.end, start);
    if (then.trailer.map.has("Encrypt")) throw new SignatureFault("encrypted", "");
    const own = found.dict.map.get("Contents");
    const isThere = (await findSignatures(then)).some(({ dict }) => {
      const contents = dict.map.get("Contents");
      return isString(contents) && isString(own) && contents.from === own.from;
    });
    if (!isThere) throw new SignatureFault("byteRangeNotRevision", "the signature is not in what it covers");
    return then;
  } catch (error) {
    if (error instanceof SignatureFault && error.reason === "structureBroken")
      throw new SignatureFault("byteRangeNotRevision", error.message);
    throw error;
  }
}

/** A certification that allows nothing after it (DocMDP, P 1). */
async function isFinal(then: Pdf, dict: PdfDict): Promise<boolean> {
  const references = await then.resolve(dict.map.get("Reference"));
  if (!isArray(references)) return false;
  for (const item of references.items) {
    const reference = await then.resolve(item);
    if (!isDict(reference) || nameOf(reference.map.get("TransformMethod")) !== "DocMDP") continue;
    const parameters = await then.resolve(reference.map.get("TransformParams"));
    if (isDict(parameters) && countOf(parameters.map.get("P")) === 1) return true;
  }
  return false;
}

async function judge(
  { found, form, range, cms }: Opened,
  seen: readonly { readonly end: number; readonly at: Date }[],
  store: readonly Uint8Array[],
  trust: Trust,
  at: Date,
): Promise<Judged | null> {
  if (!cms || !range) return null;
  if (forms.get(form) === "stamp") return judgeSigner(stampSigning(cms, store), trust, at);
  const notes: SignatureNote[] = [];
  // the file's own later stamps saw this signature too
  const times = seen.filter(({ end }) => end > range.end).map((one) => one.at);
  if (cms.stamp) {
    const stamped = await judgeStamp(cms.stamp, store, trust, at);
    if (stamped instanceof Date) times.push(stamped);
    else notes.push(stamped);
  }
  const provenAt = times.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
  const claimedAt = cms.claimedAt ?? momentOf(found.dict);
  if (!cms.namesCertificate && form !== "ETSI.CAdES.detached") notes.push("signingCertificateMissing");
  const revocation = [...store, ...cms.revocation];
  const judged = await judgeSigner(
    { certificate: cms.certificate, pool: cms.pool, claimedAt, provenAt, use: "document", revocation },
    trust,
    at,
  );
  return { ...judged, notes: [...judged.notes, ...notes] };
}

function resultOf(
  { found, form, range, reasons: own, later }: Opened,
  judged: Judged | null,
  size: number,
): CheckedSignature {
  const reasons = [...new Set([...own, ...(judged?.reasons ?? [])])];
  return {
    kind: forms.get(form) === "stamp" ? "timeStamp" : "signature",
    form: shown(form),
    field: found.field === null ? null : shown(found.field),
    verdict: verdictOf(reasons),
    reasons,
    notes: judged?.notes ?? [],
    signer: judged?.signer ?? null,
    signedAt: judged?.signedAt?.toISOString() ?? null,
    timeBy: judged?.timeBy ?? null,
    covers: range === null ? [] : [range.end === size ? "file" : "revision"],
    later,
    revocation: judged?.revocation ?? "notChecked",
  };
}

/** `M` of a signature, `D:20260105093000+07'00'`; without an offset it is Viet Nam's. */
function momentOf(dict: PdfDict): Date | null {
  const value = dict.map.get("M");
  const text = isString(value) ? Buffer.from(value.bytes).toString("latin1") : "";
  const parts = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?'?)?/.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second = "00", zulu, hours = "+07", minutes = "00"] = parts;
  const offset = zulu ? "Z" : `${hours}:${minutes}`;
  const moment = new Date(`${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:${second}${offset}`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
