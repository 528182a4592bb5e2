import type {
  EdxmlBusiness,
  EdxmlDay,
  EdxmlDialect,
  EdxmlDocument,
  EdxmlMoment,
  EdxmlOrganization,
  EdxmlResponseFor,
  EdxmlStaff,
  EdxmlStatus,
  EdxmlStatusCode,
} from "../../contracts/edxml/message.ts";
import type { EdxmlWarningCode } from "../../core/domain/letter/edxml-words.ts";
import { childOf, childrenOf, pathOf, wordsOf, type XmlElement } from "./element.ts";
import { EdxmlRefusal, shown, type Warnings } from "./fault.ts";
import { readDay, readFlag, readMoment } from "./values.ts";

type Maybe = XmlElement | undefined;

/** What letters are found by is no longer than this, in characters: ten times what anybody writes. */
const longest: ReadonlyMap<string, number> = new Map([
  ["documentid", 500],
  ["organid", 100],
  ["codenumber", 150],
  ["codenotation", 150],
  ["code", 400],
]);

/** Of a header, its fields; names are as `XmlElement` has them. `warn` is told of what was bent. */
function fieldsOf(warn: Warnings["warn"], dialect: EdxmlDialect) {
  const one = (of: Maybe, ...names: readonly string[]): Maybe => childOf(of, warn, ...names);
  const words = (of: Maybe, ...names: readonly string[]): string | null => {
    const found = one(of, ...names);
    const text = wordsOf(found);
    if (text !== null && text.length > (longest.get(names[0] ?? "") ?? Infinity))
      throw new EdxmlRefusal("value-too-long", pathOf(found ?? null), shown(text, 30));
    return text;
  };
  const at = (of: Maybe) => (): string => pathOf(of ?? null);
  // the forms with SOAP have them the other way round by right
  const bent = (code: EdxmlWarningCode | null, of: Maybe, text: string, ...names: readonly string[]): void => {
    if (code !== null && !(code === "date-form" && dialect !== "qcvn"))
      warn(code, () => pathOf(one(of, ...names) ?? null), shown(text, 30));
  };

  const day = (of: Maybe, name: string): EdxmlDay | null => {
    const text = words(of, name);
    if (text === null) return null;
    const read = readDay(text);
    bent(read.bent, of, text, name);
    return read.value;
  };
  const moment = (of: Maybe, ...names: readonly string[]): EdxmlMoment | null => {
    const text = words(of, ...names);
    if (text === null) return null;
    const read = readMoment(text);
    bent(read.bent, of, text, ...names);
    return read.value;
  };
  const flag = (of: Maybe, name: string): boolean | null => {
    const text = words(of, name);
    if (text === null) return null;
    const read = readFlag(text);
    if (read === null) warn("flag-unreadable", at(one(of, name)), shown(text, 30));
    return read;
  };
  const organId = (of: Maybe): string | null => {
    const id = words(of, "organid");
    if (id !== null && (id.length > 13 || id.split(".").length > 4)) warn("organ-id-long", at(of), shown(id, 30));
    return id;
  };
  const organization = (of: Maybe): EdxmlOrganization | null => {
    const id = organId(of);
    if (id === null) return null;
    return {
      organId: id,
      organizationInCharge: words(of, "organizationincharge"),
      organName: words(of, "organname"),
      organAdd: words(of, "organadd"),
      email: words(of, "email"),
      telephone: words(of, "telephone"),
      fax: words(of, "fax"),
      website: words(of, "website"),
    };
  };
  const responseFor = (of: XmlElement): EdxmlResponseFor => ({
    organId: words(of, "organid"),
    code: words(of, "code"),
    documentId: words(of, "documentid"),
    promulgationDate: day(of, "promulgationdate"),
  });
  const staff = (of: Maybe): EdxmlStaff | null => {
    if (!of) return null;
    const read: EdxmlStaff = {
      department: words(of, "department"),
      staff: words(of, "staff"),
      email: words(of, "email"),
      mobile: words(of, "mobile"),
    };
    return Object.values(read).every((value) => value === null) ? null : read;
  };
  return { one, words, day, moment, flag, organId, organization, responseFor, staff };
}

type Fields = ReturnType<typeof fieldsOf>;

/** Where the parts of a header stand; what a dialect has beside it stands beside it. */
export interface HeaderPlace {
  readonly header: XmlElement;
  readonly dialect: EdxmlDialect;
  readonly signature: "none" | "empty" | "present";
}

/** A document, without its attachments and warnings. @throws {EdxmlRefusal} */
export function readDocument(
  { header, dialect, signature }: HeaderPlace,
  warn: Warnings["warn"],
): Omit<EdxmlDocument, "attachments" | "warnings"> {
  const f = fieldsOf(warn, dialect);
  const { one, words, day } = f;
  // a list of its own beside the header, or in it (go.vn)
  const traces = one(header, "traceheaderlist") ?? (header.parent ? one(header.parent, "traceheaderlist") : undefined);
  const business = businessOf(one(traces, "business") ?? one(header, "business"), f);
  const from = f.organization(one(header, "from"));
  if (!from) throw new EdxmlRefusal("from-missing", pathOf(one(header, "from") ?? header), "");
  const code = one(header, "code");
  const info = one(header, "promulgationinfo");
  const signer = one(header, "signerinfo", "author");
  const other = one(header, "otherinfo");
  const subject = words(header, "subject");
  if (subject === null) {
    if (business.kind !== "recall") throw new EdxmlRefusal("subject-missing", pathOf(header), "");
    warn("subject-missing", () => pathOf(header));
  }
  const document = {
    ...{ codeNumber: words(code, "codenumber"), codeNotation: words(code, "codenotation") },
    promulgationDate: day(info, "promulgationdate"),
  };
  return {
    kind: "document",
    dialect,
    from,
    to: receiversOf(header, f, warn),
    documentId: words(header, "documentid") ?? madeId(header, dialect, from, document, warn),
    ...document,
    place: words(info, "place", "promulgator"),
    documentType: typeOf(one(header, "documenttype", "type"), f),
    subject: subject ?? "",
    content: words(header, "content"),
    signer: {
      competence: words(signer, "competence"),
      position: words(signer, "position", "function"),
      fullName: words(signer, "fullname", "signer"),
    },
    dueDate: day(header, "duedate"),
    toPlaces: textsOf(one(header, "toplaces"), "place"),
    otherInfo: {
      priority: words(other, "priority"),
      sphereOfPromulgation: words(other, "sphereofpromulgation"),
      typerNotation: words(other, "typernotation"),
      promulgationAmount: words(other, "promulgationamount"),
      pageAmount: words(other, "pageamount"),
      direction: f.flag(other, "direction"),
      referenceCodes: listOf(other, "referencecodes", true),
      replyFors: listOf(other, "replyfors", false),
      appendixes: childrenOf(other, "appendixes", "appendix").flatMap((each) => listTexts(each)),
    },
    responseFor: childrenOf(header, "responsefor")
      .filter((each) => each.children.length > 0)
      .map(f.responseFor)
      .filter((each) => Object.values(each).some((value) => value !== null)),
    steeringType: words(header, "steeringtype"),
    responseForTask: childrenOf(header, "responsefortask").flatMap((each) => textsOf(each, "taskcode")),
    applicationType: words(header, "applicationtype"),
    business,
    trace: childrenOf(traces, "traceheader").map((each) => ({
      organId: words(each, "organid"),
      timestamp: f.moment(each, "timestamp", "time"),
    })),
    signature,
  };
}

function receiversOf(header: XmlElement, f: Fields, warn: Warnings["warn"]): readonly EdxmlOrganization[] {
  const to = new Map<string, EdxmlOrganization>();
  for (const each of childrenOf(header, "to")) {
    const organization = f.organization(each);
    if (!organization) warn("to-without-id", () => pathOf(each));
    else if (to.has(organization.organId)) warn("to-twice", () => pathOf(each), shown(organization.organId, 30));
    else to.set(organization.organId, organization);
  }
  if (to.size === 0) throw new EdxmlRefusal("to-missing", pathOf(header), "");
  return [...to.values()];
}

/** The forms before QCVN 102 know no DocumentId: it is made as the common one is (sender, day, number and notation). */
function madeId(
  header: XmlElement,
  dialect: EdxmlDialect,
  from: EdxmlOrganization,
  {
    codeNumber,
    codeNotation,
    promulgationDate,
  }: Pick<EdxmlDocument, "codeNumber" | "codeNotation" | "promulgationDate">,
  warn: Warnings["warn"],
): string {
  const day = promulgationDate?.day?.replaceAll("-", "/");
  if (dialect === "qcvn" || codeNumber === null || codeNotation === null || day === undefined)
    throw new EdxmlRefusal("document-id-missing", pathOf(header), "");
  const made = `${from.organId},${day},${codeNumber}/${codeNotation}`;
  warn("document-id-made", () => pathOf(header), shown(made));
  return made;
}

/** `DocumentType` with parts; plain words in go.vn's form (a name) and Đồng Nai's (`6.1.0.1`); value and description in SharePoint's. */
function typeOf(element: Maybe, { words }: Fields): EdxmlDocument["documentType"] {
  if (element && element.children.length === 0) {
    const text = wordsOf(element);
    const isNumber = /^[\d.]+$/.test(text ?? "");
    return { type: isNumber ? text : null, typeDetail: null, typeName: isNumber ? null : text };
  }
  return {
    type: words(element, "type", "value"),
    typeDetail: words(element, "typedetail"),
    typeName: words(element, "typename", "description"),
  };
}

function businessOf(element: Maybe, f: Fields): EdxmlDocument["business"] {
  const { one, words } = f;
  const info = one(element, "businessdocumentinfo");
  return {
    kind: businessKind(one(element, "businessdoctype")),
    reason: words(element, "businessdocreason"),
    documentId: words(element, "documentid"),
    paper: words(element, "paper"),
    changed: { document: f.flag(info, "documentinfo"), receivers: f.flag(info, "documentreceiver") },
    receivers: childrenOf(one(info, "receiverlist"), "receiver").flatMap((each) => {
      const organId = f.organId(each);
      const type = words(each, "receivertype");
      return organId === null ? [] : [{ organId, change: type === null ? null : (changes.get(type) ?? null) }];
    }),
    replaced: childrenOf(element, "replacementinfolist").flatMap((list) =>
      childrenOf(list, "replacementinfo").flatMap((each) => {
        const documentId = words(each, "documentid");
        const organIds = childrenOf(each, "organidlist").flatMap((ids) => textsOf(ids, "organid"));
        return documentId === null ? [] : [{ documentId, organIds }];
      }),
    ),
    staff: f.staff(one(element, "staffinfo")),
  };
}

const changes: ReadonlyMap<string, "removed" | "added"> = new Map([
  ["0", "removed"],
  ["1", "added"],
]);
const kinds: readonly EdxmlBusiness[] = ["new", "recall", "update", "replace"];

function businessKind(element: Maybe): EdxmlBusiness {
  const text = wordsOf(element);
  if (text === null) return "new";
  const kind = /^0?[0-3]$/.test(text) ? kinds[Number(text)] : undefined;
  if (!kind) throw new EdxmlRefusal("business-unknown", pathOf(element ?? null), shown(text, 30));
  return kind;
}

const textsOf = (of: Maybe, name: string): readonly string[] =>
  childrenOf(of, name)
    .map(wordsOf)
    .filter((text) => text !== null);

/** Its words, or those of its children. */
const listTexts = (element: XmlElement): readonly string[] =>
  (element.children.length > 0 ? element.children.map(wordsOf) : [wordsOf(element)]).filter((text) => text !== null);

/** Codes within one text are parted by semicolons or lines; by commas too, unless it is a document's identifier, which has commas. */
const listOf = (of: Maybe, name: string, byCommas: boolean): readonly string[] =>
  childrenOf(of, name)
    .flatMap((element) => listTexts(element))
    .flatMap((text) => text.split(byCommas && !/,\d{4}[/-]\d{2}[/-]\d{2},/.test(text) ? /[;,\n]/ : /[;\n]/))
    .map((text) => text.trim())
    .filter((text) => text !== "");

const statusCodes: readonly EdxmlStatusCode[] = ["01", "02", "03", "04", "05", "06", "13", "15", "16"];

/** @param status where its fields stand: the header itself, or the Status beside it. @throws {EdxmlRefusal} */
export function readStatus(
  status: XmlElement,
  { header, dialect, signature }: Omit<HeaderPlace, "header"> & { readonly header: XmlElement | null },
  warn: Warnings["warn"],
): Omit<EdxmlStatus, "warnings"> {
  const f = fieldsOf(warn, dialect);
  const { one, words } = f;
  const code = words(status, "statuscode");
  const two = code?.padStart(2, "0");
  const statusCode = statusCodes.find((each) => each === two);
  if (!statusCode)
    throw new EdxmlRefusal("status-unknown", pathOf(one(status, "statuscode") ?? status), shown(code ?? "", 30));
  const sender = one(status, "from") ?? (header ? one(header, "from") : undefined);
  const from = f.organization(sender);
  if (!from) throw new EdxmlRefusal("from-missing", pathOf(sender ?? status), "");
  const about = one(status, "responsefor") ?? (header ? one(header, "responsefor") : undefined);
  const responseFor = about && f.responseFor(about);
  if (!about || !responseFor || (responseFor.documentId === null && responseFor.code === null))
    throw new EdxmlRefusal("response-for-missing", pathOf(about ?? status), "");
  return {
    kind: "status",
    dialect,
    from,
    responseFor,
    staff: f.staff(one(status, "staffinfo")),
    statusCode,
    description: words(status, "description"),
    timestamp: f.moment(status, "timestamp"),
    signature,
  };
}
