import { X509Certificate } from "node:crypto";
import {
  checkOf,
  signatureReasons,
  verdictOf,
  type SignatureCheck,
  type SignatureNote,
  type SignatureReason,
} from "../../core/domain/letter/signature.ts";
import { isWellFormed } from "../well-formed.ts";
import { SignatureFault } from "./fault.ts";
import { judgeSigner } from "./judge.ts";
import { shown } from "./shown.ts";
import type { Trust } from "./trust.ts";
import { parseXml, xmlVerifier, type XmlDocument, type XmlElement, type XmlNode } from "./xml-library.ts";

/** A message without its attachments' bytes, or whole. */
export interface XmlToCheck {
  /** Decoded; its declaration may say another coding. */
  readonly xml: string;
  /** Whether the bytes of attachments were taken out: what a signature over them says cannot be seen then. */
  readonly isCut: boolean;
  /** Letters; canonical XML of much takes long. 1 Mi where it is not said. */
  readonly largest?: number;
}

const dsig = "http://www.w3.org/2000/09/xmldsig#";
const enveloped = `${dsig}enveloped-signature`;
const canonical = ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2001/10/xml-exc-c14n#"];
const strengths: ReadonlyMap<string, "good" | "weak"> = new Map([
  [`${dsig}rsa-sha1`, "weak"],
  ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "good"],
  ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "good"],
  ["http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "good"],
  [`${dsig}sha1`, "weak"],
  ["http://www.w3.org/2001/04/xmlenc#sha256", "good"],
  ["http://www.w3.org/2001/04/xmlenc#sha512", "good"],
]);
/** Where the reader takes its values from, by dialect: local names from the root down. */
const readAt = [
  "edXML/edXMLEnvelope/edXMLHeader/MessageHeader",
  "Envelope/Header/MessageHeader",
  "EdXMLEnvelope/MessageHeader",
];
const deepest = 64;
/** A letter has some hundred. The library's way through them takes the square of their number. */
const mostElements = 2000;
const mostAttributes = 4000;
const mostReferences = 8;
const mostTransforms = 4;
/** Bytes: RSA of 512 bits. What is shorter was put there to fill a form. */
const shortestValue = 64;

/**
 * The XML signature of an edXML message. Found in its own namespace alone; one in another namespace, an empty one, or one of
 * placeholders is told as none. It has to cover the header that is read, by references to the document or to an id that occurs
 * once, through known transforms: else something else was signed than what is believed. Never throws for what is in the message.
 * Of KeyInfo certificates alone are read: some writers keep a password there.
 * @param at now; UTC.
 */
export async function checkXml(
  { xml, isCut, largest = 1024 * 1024 }: XmlToCheck,
  trust: Trust,
  at: Date,
): Promise<SignatureCheck> {
  if (!/<[^<>\s]{0,200}signature/i.test(xml)) return checkOf([]);
  // what is no signature in its namespace needs no parser to be told so
  if (!xml.includes(dsig)) return checkOf([], [], ["notASignature"]);
  if (xml.length > largest) return checkOf([], ["tooLarge"]);
  const document = parse(xml.replace(/^\uFEFF/, ""));
  if (!document) return checkOf([], ["xmlBroken"]);
  const all = elementsOf(document);
  const attributes = all.reduce((count, one) => count + one.attributes.length, 0);
  if (all.length > mostElements || attributes > mostAttributes || isTooDeep(all)) return checkOf([], ["tooLarge"]);
  const found = all.filter((one) => one.localName === "Signature" && one.namespaceURI === dsig && !isPlaceholder(one));
  const notes: SignatureNote[] = all.some((one) => isNoSignature(one, found)) ? ["notASignature"] : [];
  const [signature] = found;
  if (!signature) return checkOf([], [], notes);
  if (found.length > 1) return checkOf([], ["severalSignatures"], notes);

  const reasons = new Set<SignatureReason>();
  const own: SignatureNote[] = [];
  const bare = xml.replace(/^\uFEFF/, "");
  let covers: readonly string[] = [];
  const certificates = certificatesOf(signature);
  const [certificate] = certificates;
  try {
    const signed = readSigned(signature, all);
    for (const reason of signed.reasons) reasons.add(reason);
    covers = signed.covered.map(pathOf);
    if (hasUncovered(all, signed.covered)) own.push("attachmentsNotCovered");
    if (isCut && signed.covered.some((one) => elementsOf(one).some(isAttachment)))
      throw new SignatureFault("attachmentsCutOut", "");
    if (!certificate) throw new SignatureFault("certificateMissing", "");
    const wrong = verify(bare, signature, certificate, signed.covered.length);
    const before = wrong === "digestWrong" ? withoutHops(bare, all) : null;
    if (before !== null) {
      const check = await checkXml({ xml: before, isCut, largest }, trust, at);
      const isHeld = check.signatures.every(
        (one) => !one.reasons.some((reason) => signatureReasons[reason] === "invalid"),
      );
      if (isHeld) return { ...check, notes: [...check.notes, "hopsAdded"] };
    }
    if (wrong) reasons.add(wrong);
  } catch (error) {
    if (!(error instanceof SignatureFault)) throw error;
    reasons.add(error.reason);
  }
  const judged = certificate
    ? await judgeSigner(
        { certificate, pool: certificates, claimedAt: null, provenAt: null, use: "document", revocation: [] },
        trust,
        at,
      )
    : null;
  for (const reason of judged?.reasons ?? []) reasons.add(reason);
  const one = {
    kind: "signature" as const,
    form: "xmldsig",
    field: null,
    verdict: verdictOf([...reasons]),
    reasons: [...reasons],
    notes: [...(judged?.notes ?? []), ...own],
    signer: judged?.signer ?? null,
    signedAt: null,
    timeBy: null,
    covers,
    later: [],
    revocation: judged?.revocation ?? ("notChecked" as const),
  };
  return checkOf([one], [], notes);
}

/**
 * The message as it was before the axis added hops to it (facts: each adds a TraceHeader). Its sender's is the first, whose time
 * alone is read; the others are taken off where they say whose and when and nothing else, and where their letters can be nothing but they.
 * @returns null where there are none such.
 */
function withoutHops(xml: string, all: readonly XmlElement[]): string | null {
  if (/<!|<\?(?!xml\s)/.test(xml)) return null;
  const hops = all.filter(({ localName }) => localName === "TraceHeader");
  if (hops.length < 2 || hops.some(({ parentNode }) => (parentNode as XmlElement).localName !== "TraceHeaderList"))
    return null;
  let [first, count] = [true, 0];
  const before = xml.replaceAll(hop, (whole) => {
    count++;
    if (!first) return "";
    first = false;
    return whole;
  });
  return count === hops.length ? before : null;
}

const hop = new RegExp(
  "<((?:[\\w.-]+:)?TraceHeader)>\\s*(?:<((?:[\\w.-]+:)?(?:OrganId|Timestamp))(?:/>|>[^<]*</\\2>)\\s*){0,2}</\\1>",
  "g",
);

function parse(xml: string): XmlDocument | null {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml) || !isWellFormed(xml)) return null;
  try {
    return parseXml(xml);
  } catch {
    return null;
  }
}

/** All below a node, in the order of the document; without recursion, for depth comes from outside. */
function elementsOf(node: XmlDocument): XmlElement[] {
  return Array.from(node.getElementsByTagName("*"));
}

/** The library's canonical form takes the square of the depth. */
function isTooDeep(all: readonly XmlElement[]): boolean {
  const depths = new Map<XmlNode, number>();
  return all.some((one) => {
    const depth = 1 + (one.parentNode ? (depths.get(one.parentNode) ?? 0) : 0);
    depths.set(one, depth);
    return depth > deepest;
  });
}

const childrenOf = (element: XmlElement): XmlElement[] =>
  Array.from(element.childNodes).filter((child): child is XmlElement => child.nodeType === 1);
const named = (element: XmlElement, name: string): XmlElement[] =>
  childrenOf(element).filter((child) => child.localName === name && child.namespaceURI === dsig);

/** An element that exists once; a second one could be taken for it. */
function only(element: XmlElement, name: string): XmlElement {
  const [first, ...more] = named(element, name);
  if (!first || more.length > 0) throw new SignatureFault("wrapped", name);
  return first;
}

const isPlaceholder = (signature: XmlElement): boolean => {
  const values = named(signature, "SignatureValue").map(({ textContent }) => Buffer.from(textContent ?? "", "base64"));
  return values.every(({ length }) => length < shortestValue);
};

/** In another namespace, or of placeholders. */
const isNoSignature = (element: XmlElement, found: readonly XmlElement[]): boolean =>
  /^(Digital)?Signature$/.test(element.localName) &&
  !found.includes(element) &&
  !found.some((one) => isWithin(element, one));

interface Signed {
  readonly covered: readonly XmlElement[];
  readonly reasons: readonly SignatureReason[];
}

/** What a signature refers to, checked before anything is computed. @throws {SignatureFault} */
function readSigned(signature: XmlElement, all: readonly XmlElement[]): Signed {
  const reasons = new Set<SignatureReason>();
  // the library looks for these by name, wherever they stand
  const info = only(signature, "SignedInfo");
  const values = [only(signature, "SignatureValue")];
  for (const name of ["SignedInfo", "SignatureValue", "SignatureMethod", "CanonicalizationMethod"])
    if (all.filter(({ localName }) => localName === name).length !== 1) throw new SignatureFault("wrapped", name);
  if (hasOddNodes(signature)) throw new SignatureFault("wrapped", "comments within");
  const methods = [only(info, "SignatureMethod")];
  if (!canonical.includes(algorithmOf(only(info, "CanonicalizationMethod"))))
    throw new SignatureFault("algorithmUnsupported", "canonicalization");

  const references = named(info, "Reference");
  if (references.length === 0 || references.length > mostReferences) throw new SignatureFault("referenceUnknown", "");
  const covered: XmlElement[] = [];
  for (const reference of references) {
    methods.push(only(reference, "DigestMethod"));
    values.push(only(reference, "DigestValue"));
    const lists = named(reference, "Transforms");
    const transforms = lists.flatMap((list) => named(list, "Transform"));
    if (lists.length > 1 || transforms.length > mostTransforms) throw new SignatureFault("transformUnknown", "");
    for (const transform of transforms)
      if (![enveloped, ...canonical].includes(algorithmOf(transform)))
        throw new SignatureFault("transformUnknown", algorithmOf(transform));
    covered.push(referredBy(reference, all));
  }
  for (const method of methods) {
    const strength = strengths.get(algorithmOf(method));
    if (!strength) throw new SignatureFault("algorithmUnsupported", algorithmOf(method));
    if (strength === "weak") reasons.add("digestWeak");
  }
  // decoders pass over letters that are none of theirs
  if (values.some(({ textContent }) => !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(textContent ?? "")))
    throw new SignatureFault("signatureWrong", "not base64");
  // what is read has to be what was signed, not a twin of it
  const [header, ...twins] = all.filter(({ localName }) => localName === "MessageHeader");
  if (!header || twins.length > 0 || !readAt.includes(namesOf(header)))
    throw new SignatureFault("wrapped", "the header that is read");
  if (!covered.some((one) => isWithin(header, one))) throw new SignatureFault("wrapped", "the header is not covered");
  const loose = all.find((one) => isRead(one) && !covered.some((outer) => isWithin(one, outer)));
  if (loose) throw new SignatureFault("wrapped", `${loose.localName} is not covered`);
  return { covered, reasons: [...reasons] };
}

/** What the reader takes besides the header, wherever it stands: what kind of letter it is, its state, what its files are called. */
const isRead = (one: XmlElement): boolean =>
  one.namespaceURI !== dsig &&
  /^(traceheaderlist|buss?iness|status|statuscode|reference)$/i.test(one.localName) &&
  (one.textContent ?? "").trim() !== "";

const algorithmOf = (element: XmlElement): string => element.getAttribute("Algorithm");

function hasOddNodes(element: XmlElement): boolean {
  return [element, ...elementsOf(element)].some((one) =>
    Array.from(one.childNodes).some(({ nodeType }) => nodeType !== 1 && nodeType !== 3),
  );
}

function referredBy(reference: XmlElement, all: readonly XmlElement[]): XmlElement {
  const uri = reference.hasAttribute("URI") ? reference.getAttribute("URI") : null;
  const [root] = all;
  if (uri === "" && root) return root;
  const id = /^#([\p{L}\p{N}_.:-]{1,200})$/u.exec(uri ?? "")?.[1];
  if (id === undefined) throw new SignatureFault("referenceUnknown", "");
  const those = all.filter((one) =>
    Array.from(one.attributes).some(({ localName, value }) => /^id$/i.test(localName) && value === id),
  );
  const [one] = those;
  if (!one) throw new SignatureFault("referenceUnknown", "");
  if (those.length > 1) throw new SignatureFault("idTwice", "");
  return one;
}

function isWithin(element: XmlElement, outer: XmlElement): boolean {
  for (let now: XmlNode | null = element; now; now = now.parentNode) if (now === outer) return true;
  return false;
}

function ancestry(element: XmlElement): string[] {
  const names: string[] = [];
  for (let now: XmlNode | null = element; now?.nodeType === 1; now = now.parentNode)
    names.unshift((now as XmlElement).localName);
  return names;
}
const namesOf = (element: XmlElement): string => ancestry(element).join("/");
const pathOf = (element: XmlElement): string => shown(namesOf(element), 300);

const isAttachment = ({ localName }: XmlElement): boolean =>
  /^(AttachmentEncoded|Attachment|ContentTransferEncoded)$/.test(localName);

/** Whether there are files, in the message or beside it, that no reference covers. */
const hasUncovered = (all: readonly XmlElement[], covered: readonly XmlElement[]): boolean =>
  all.some((one) => {
    const isNamed = one.localName === "Reference" && one.namespaceURI !== dsig;
    return isAttachment(one) ? !covered.some((outer) => isWithin(one, outer)) : isNamed && !all.some(isAttachment);
  });

/** Those that stand under KeyInfo and X509Data; what else is there is not looked at. */
function certificatesOf(signature: XmlElement): X509Certificate[] {
  const texts = named(signature, "KeyInfo")
    .flatMap((info) => named(info, "X509Data"))
    .flatMap((data) => named(data, "X509Certificate"))
    .map(({ textContent }) => textContent ?? "");
  return texts.slice(0, mostReferences).flatMap((text) => {
    try {
      const certificate = new X509Certificate(Buffer.from(text, "base64"));
      return certificate.publicKey.type === "public" ? [certificate] : [];
    } catch {
      return [];
    }
  });
}

/** @returns why it does not hold; null: it holds. */
function verify(
  xml: string,
  signature: XmlElement,
  certificate: X509Certificate,
  references: number,
): SignatureReason | null {
  try {
    const signed = xmlVerifier(certificate.toString());
    signed.loadSignature(signature);
    if (!signed.checkSignature(xml)) return "digestWrong";
    return signed.getSignedReferences().length === references ? null : "wrapped";
  } catch {
    return "signatureWrong";
  }
}
