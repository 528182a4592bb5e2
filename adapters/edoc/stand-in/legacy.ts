import { randomUUID } from "node:crypto";
import { XMLParser } from "fast-xml-parser";
import type { AxisItem, AxisStandIn } from "./axis.ts";

/**
 * Plays the document-management system of an agency on the axis, with the habits of real ones (documents-edxml.md §4.2, §11): it
 * works when it is told to (`turn`), reads and writes edXML by itself, and shares no code with the hub's reader and writer.
 */
export interface LegacyHabits {
  /** `1` instead of `01`, and so on. */
  oneDigit: boolean;
  /** Whether it reports 01 at all. */
  reportsArrival: boolean;
  /** What becomes of a new letter: 03 and 05 one after the other; 03; refused with 02; nothing yet. */
  onLetter: "acceptAndProcess" | "accept" | "refuse" | "wait";
  /** Every state goes twice. */
  repeats: boolean;
  /** Whether 06 follows by itself. Real ones wait for a person who may never come. */
  finishes: boolean;
  /** Answers to a request to give a letter back: agreed, refused, nothing. Some say 03 and 02 instead. */
  onRecall: "15" | "16" | "03" | "02" | "nothing";
  /** Answers to an update of a letter: most say nothing. */
  onUpdate: "15" | "16" | "03" | "02" | "nothing";
  /** Timestamps of its states lie so long before now. */
  clockBehindMs: number;
}

/** A letter as it registered it. */
export interface LegacyLetter {
  readonly documentId: string;
  readonly from: string;
  readonly code: string;
  readonly subject: string;
  /** BussinessDocType. */
  readonly type: string;
  readonly referenceCodes: readonly string[];
  readonly responseFor: readonly string[];
  /** Documents that it stands in the place of. */
  readonly replaces: readonly string[];
  /** Names and bytes. */
  readonly files: readonly { readonly name: string; readonly bytes: Buffer }[];
  /** How often it came; a repeat with another type is only labelled. */
  times: number;
  /** Types of what came after the first. */
  readonly labels: string[];
  /** Why they came. */
  readonly reasons: string[];
}

export interface Legacy {
  readonly organId: string;
  readonly habits: LegacyHabits;
  readonly letters: ReadonlyMap<string, LegacyLetter>;
  /** States that came for letters of its own. */
  readonly heard: readonly {
    readonly code: string;
    readonly from: string;
    readonly documentId: string;
    readonly reason: string;
  }[];
  /** Fetches all that is offered, registers it and says what its habits say. */
  readonly turn: () => void;
  /** Reports a state of a letter that it has. */
  readonly report: (documentId: string, code: string, reason?: string) => void;
  /** Sends a letter of its own; `raw` replaces the whole message. @returns its DocumentId. */
  readonly send: (letter: LegacyOutgoing) => string;
  /** Answers a letter by a new one that names it. */
  readonly answer: (documentId: string, by: "ResponseFor" | "ReplyFors", letter?: Partial<LegacyOutgoing>) => string;
  /** Takes a letter of its own back: by a letter of type 1, or by status 13. @param reason missing: 13 without one. */
  readonly recall: (documentId: string, path: "A" | "B", reason?: string) => void;
  /** Sends one of its own once more, labelled as an update although nothing has changed. */
  readonly sendAgain: (documentId: string) => void;
  /** Replaces letters of its own by a new one. */
  readonly replace: (documentIds: readonly string[], letter?: Partial<LegacyOutgoing>) => string;
}

export interface LegacyOutgoing {
  readonly to: readonly string[];
  readonly documentId?: string;
  readonly number?: string;
  readonly notation?: string;
  /** `2026/11/22` */
  readonly date?: string;
  readonly typeName?: string;
  readonly subject?: string;
  readonly referenceCodes?: string;
  readonly files?: readonly { readonly name: string; readonly bytes: Buffer }[];
  readonly raw?: string;
}

interface Own {
  readonly documentId: string;
  readonly letter: LegacyOutgoing & { readonly number: string; readonly notation: string; readonly date: string };
}

/** Two pages would be more, but this is a PDF. */
export const practicePdf = (words: string): Buffer =>
  Buffer.from(
    `%PDF-1.4\n% ${words}\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n`,
    "utf8",
  );

export function startLegacy(
  axis: AxisStandIn,
  {
    organId,
    name = "Đơn vị tập (giả lập)",
    now = () => new Date(),
  }: { readonly organId: string; readonly name?: string; readonly now?: () => Date },
): Legacy {
  axis.join({ systemId: `legacy-${organId}`, secret: randomUUID(), organs: [organId] });
  const habits: LegacyHabits = {
    ...{ oneDigit: false, reportsArrival: true, onLetter: "acceptAndProcess", repeats: false },
    ...{ finishes: false, onRecall: "15", onUpdate: "nothing", clockBehindMs: 0 },
  };
  const letters = new Map<string, LegacyLetter>();
  const own = new Map<string, Own>();
  const heard: { code: string; from: string; documentId: string; reason: string }[] = [];
  let made = 0;

  const moment = () => local(new Date(now().getTime() - habits.clockBehindMs));
  const from = `<edXML:From><edXML:OrganId>${organId}</edXML:OrganId><edXML:OrganName>${name}</edXML:OrganName></edXML:From>`;

  function say(code: string, about: { to: string; code: string; documentId: string; date: string }, reason = ""): void {
    const written = habits.oneDigit ? String(Number(code)) : code;
    const header =
      `${from}<edXML:ResponseFor><edXML:OrganId>${about.to}</edXML:OrganId><edXML:Code>${escape(about.code)}</edXML:Code>` +
      `<edXML:DocumentId>${escape(about.documentId)}</edXML:DocumentId>` +
      `<edXML:PromulgationDate>${about.date}</edXML:PromulgationDate></edXML:ResponseFor>` +
      `<edXML:StatusCode>${written}</edXML:StatusCode>` +
      (reason === "" ? "" : `<edXML:Description>${escape(reason)}</edXML:Description>`) +
      `<edXML:Timestamp>${moment()}</edXML:Timestamp>`;
    for (let time = 0; time < (habits.repeats ? 2 : 1); time += 1)
      axis.put({ kind: "status", from: organId, to: [about.to], bytes: envelope(header, "", "") });
  }

  const report: Legacy["report"] = (documentId, code, reason) => {
    const letter = letters.get(documentId);
    if (!letter) throw new Error(`${organId} has no letter ${documentId}`);
    say(code, { to: letter.from, code: letter.code, documentId, date: local(now()).slice(0, 10) }, reason);
  };

  function register(item: AxisItem): void {
    const { read, reason } = readLetter(item.bytes);
    const known = letters.get(read.documentId);
    if (known) {
      // registered already: what comes after is a label, and changes nothing
      known.times += 1;
      known.labels.push(read.type);
      if (reason !== "") known.reasons.push(reason);
      const says = read.type === "1" ? habits.onRecall : read.type === "2" ? habits.onUpdate : "nothing";
      if (says !== "nothing") report(read.documentId, says);
      return;
    }
    letters.set(read.documentId, { ...read, times: 1, labels: [], reasons: [] });
    if (habits.reportsArrival) report(read.documentId, "01");
    switch (habits.onLetter) {
      case "acceptAndProcess":
        report(read.documentId, "03");
        report(read.documentId, "05");
        break;
      case "accept":
        report(read.documentId, "03");
        break;
      case "refuse":
        report(read.documentId, "02", "Không thuộc thẩm quyền");
        return;
      case "wait":
        return;
    }
    if (habits.finishes) report(read.documentId, "06");
  }

  function hear(item: AxisItem): void {
    const read = readState(item.bytes);
    if (read.code === "13") {
      if (letters.has(read.documentId) && habits.onRecall !== "nothing") report(read.documentId, habits.onRecall);
    }
    heard.push(read);
  }

  function send(letter: LegacyOutgoing, extra: { header?: string; trace?: string } = {}): string {
    made += 1;
    const { number = String(made), notation = "CV-TAP", date = local(now()).slice(0, 10) } = letter;
    const documentId = letter.documentId ?? `${organId},${date},${number}/${notation}`;
    own.set(documentId, { documentId, letter: { ...letter, number, notation, date } });
    const bytes = letter.raw ?? compose(documentId, { ...letter, number, notation, date }, extra);
    axis.put({ kind: "edoc", from: organId, to: letter.to, bytes });
    return documentId;
  }

  function compose(
    documentId: string,
    letter: Own["letter"],
    { header = "", trace = "<edXML:BussinessDocType>0</edXML:BussinessDocType>" }: { header?: string; trace?: string },
  ): string {
    const files = letter.files ?? [{ name: "cong-van.pdf", bytes: practicePdf(documentId) }];
    const references = letter.referenceCodes
      ? `<edXML:ReferenceCodes>${escape(letter.referenceCodes)}</edXML:ReferenceCodes>`
      : "";
    const inside =
      from +
      letter.to.map((one) => `<edXML:To><edXML:OrganId>${one}</edXML:OrganId></edXML:To>`).join("") +
      `<edXML:DocumentId>${escape(documentId)}</edXML:DocumentId>` +
      `<edXML:Code><edXML:CodeNumber>${letter.number}</edXML:CodeNumber>` +
      `<edXML:CodeNotation>${escape(letter.notation)}</edXML:CodeNotation></edXML:Code>` +
      `<edXML:PromulgationInfo><edXML:Place>Hà Nội</edXML:Place>` +
      `<edXML:PromulgationDate>${letter.date}</edXML:PromulgationDate></edXML:PromulgationInfo>` +
      `<edXML:DocumentType><edXML:Type>2</edXML:Type>` +
      `<edXML:TypeName>${escape(letter.typeName ?? "Công văn")}</edXML:TypeName></edXML:DocumentType>` +
      `<edXML:Subject>${escape(letter.subject ?? "V/v trả lời (tập)")}</edXML:Subject>` +
      `<edXML:Content>${escape(letter.subject ?? "V/v trả lời (tập)")}</edXML:Content>` +
      header.replace("{REFERENCES}", references) +
      (header === "" ? `<edXML:OtherInfo><edXML:Priority>0</edXML:Priority>${references}</edXML:OtherInfo>` : "");
    const list =
      `<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>${organId}</edXML:OrganId>` +
      `<edXML:Timestamp>${moment()}</edXML:Timestamp></edXML:TraceHeader>` +
      `<edXML:Bussiness>${trace}</edXML:Bussiness></edXML:TraceHeaderList>`;
    return envelope(inside, list, bodyOf(files), attachmentsOf(files));
  }

  const again = (documentId: string, trace: string): void => {
    const one = own.get(documentId);
    if (!one) throw new Error(`${organId} never sent ${documentId}`);
    const bytes = compose(documentId, one.letter, { trace });
    axis.put({ kind: "edoc", from: organId, to: one.letter.to, bytes });
  };

  return {
    ...{ organId, habits, letters, heard, report },
    turn() {
      for (const item of axis.offeredTo(organId, "edoc")) {
        axis.settle(item.docId, "done");
        register(item);
      }
      for (const item of axis.offeredTo(organId, "status")) {
        axis.settle(item.docId, "done");
        hear(item);
      }
    },
    send: (letter) => send(letter),
    answer(documentId, by, letter = {}) {
      const asked = letters.get(documentId);
      if (!asked) throw new Error(`${organId} has no letter ${documentId}`);
      const named =
        by === "ResponseFor"
          ? "<edXML:OtherInfo><edXML:Priority>0</edXML:Priority>{REFERENCES}</edXML:OtherInfo>" +
            `<edXML:ResponseFor><edXML:OrganId>${asked.from}</edXML:OrganId><edXML:Code>${escape(asked.code)}</edXML:Code>` +
            `<edXML:DocumentId>${escape(documentId)}</edXML:DocumentId></edXML:ResponseFor>`
          : "<edXML:OtherInfo><edXML:Priority>0</edXML:Priority>" +
            `<edXML:ReplyFors>${escape(documentId)}</edXML:ReplyFors>{REFERENCES}</edXML:OtherInfo>`;
      return send({ to: [asked.from], subject: "V/v ý kiến (tập)", ...letter }, { header: named });
    },
    recall(documentId, path, reason = "") {
      const one = own.get(documentId);
      if (!one) throw new Error(`${organId} never sent ${documentId}`);
      if (path === "A") {
        const why = reason === "" ? "" : `<edXML:BussinessDocReason>${escape(reason)}</edXML:BussinessDocReason>`;
        again(documentId, `<edXML:BussinessDocType>1</edXML:BussinessDocType>${why}<edXML:Paper>0</edXML:Paper>`);
        return;
      }
      const { number, notation, date } = one.letter;
      for (const to of one.letter.to) say("13", { to, code: `${number}/${notation}`, documentId, date }, reason);
    },
    sendAgain: (documentId) =>
      again(
        documentId,
        `<edXML:DocumentId>${escape(documentId)}</edXML:DocumentId><edXML:BussinessDocType>2</edXML:BussinessDocType>`,
      ),
    replace(documentIds, letter = {}) {
      const first = own.get(documentIds[0] ?? "");
      if (!first) throw new Error(`${organId} never sent ${documentIds[0] ?? ""}`);
      const list = documentIds
        .map((one) => {
          const organs = (own.get(one)?.letter.to ?? []).map((to) => `<edXML:OrganId>${to}</edXML:OrganId>`).join("");
          return `<edXML:ReplacementInfo><edXML:DocumentId>${escape(one)}</edXML:DocumentId><edXML:OrganIdList>${organs}</edXML:OrganIdList></edXML:ReplacementInfo>`;
        })
        .join("");
      return send(
        { to: first.letter.to, subject: "V/v thay thế (tập)", ...letter },
        {
          trace: `<edXML:BussinessDocType>3</edXML:BussinessDocType><edXML:ReplacementInfoList>${list}</edXML:ReplacementInfoList>`,
        },
      );
    },
  };
}

/** `2026/11/22 17:25:00` in Viet Nam. */
const local = (at: Date): string =>
  new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19).replace("T", " ").replaceAll("-", "/");

const namespace = "http://www.mic.gov.vn/TBT/QCVN_102_2016";
const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const envelope = (header: string, trace: string, body: string, attachments = ""): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\r\n<edXML xmlns="${namespace}">\r\n` +
  `<edXML:edXMLEnvelope xmlns:edXML="${namespace}"><edXML:edXMLHeader><edXML:MessageHeader>${header}</edXML:MessageHeader>` +
  `${trace}</edXML:edXMLHeader>${body}</edXML:edXMLEnvelope>\r\n${attachments}</edXML>\r\n`;

const bodyOf = (files: readonly { readonly name: string }[]): string =>
  `<edXML:edXMLBody><edXML:edXMLManifest version="1.0">${files
    .map(
      ({ name }, at) =>
        `<edXML:Reference><edXML:ContentId>cid:${at + 1}</edXML:ContentId><edXML:ContentType>application/pdf</edXML:ContentType>` +
        `<edXML:AttachmentName>${escape(name)}</edXML:AttachmentName></edXML:Reference>`,
    )
    .join("")}</edXML:edXMLManifest></edXML:edXMLBody>`;

// half of them drop the cid: here
const attachmentsOf = (files: readonly { readonly name: string; readonly bytes: Buffer }[]): string =>
  `<AttachmentEncoded>${files
    .map(
      ({ name, bytes }, at) =>
        `<Attachment><ContentId>${at + 1}</ContentId><AttachmentName>${escape(name)}</AttachmentName>` +
        `<ContentType>application/pdf</ContentType>` +
        `<edXML:ContentTransferEncoded xmlns:edXML="${namespace}">${bytes.toString("base64")}</edXML:ContentTransferEncoded></Attachment>`,
    )
    .join("")}</AttachmentEncoded>`;

const lists = new Set(["To", "ResponseFor", "Attachment", "ReferenceCodes", "ReplacementInfo"]);
const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  isArray: (name) => lists.has(name),
});

type Node = Readonly<Record<string, unknown>>;
const child = (node: Node | undefined, name: string): Node | undefined => node?.[name] as Node | undefined;
const text = (node: Node | undefined, name: string): string => {
  const value = node?.[name];
  return typeof value === "string" ? value : "";
};

function headerOf(bytes: Buffer): { readonly root: Node; readonly header: Node; readonly message: Node } {
  const root = child(parser.parse(bytes) as Node, "edXML") ?? {};
  const header = child(child(root, "edXMLEnvelope"), "edXMLHeader") ?? {};
  return { root, header, message: child(header, "MessageHeader") ?? {} };
}

function readLetter(bytes: Buffer): {
  readonly read: Omit<LegacyLetter, "times" | "labels" | "reasons">;
  readonly reason: string;
} {
  const { root, header, message } = headerOf(bytes);
  const business = child(child(header, "TraceHeaderList"), "Bussiness");
  const replaced = child(business, "ReplacementInfoList")?.["ReplacementInfo"] as readonly Node[] | undefined;
  const code = child(message, "Code");
  const encoded = child(root, "AttachmentEncoded");
  const read = {
    documentId: text(message, "DocumentId"),
    from: text(child(message, "From"), "OrganId"),
    code: `${text(code, "CodeNumber")}/${text(code, "CodeNotation")}`,
    subject: text(message, "Subject"),
    type: text(business, "BussinessDocType"),
    replaces: (replaced ?? []).map((one) => text(one, "DocumentId")),
    referenceCodes: (child(message, "OtherInfo")?.["ReferenceCodes"] as readonly string[] | undefined) ?? [],
    responseFor: ((message["ResponseFor"] as readonly Node[] | undefined) ?? []).map((one) => text(one, "DocumentId")),
    files: ((encoded?.["Attachment"] as readonly Node[] | undefined) ?? []).map((one) => ({
      name: text(one, "AttachmentName"),
      bytes: Buffer.from(text(one, "ContentTransferEncoded"), "base64"),
    })),
  };
  return { read, reason: text(business, "BussinessDocReason") };
}

function readState(bytes: Buffer) {
  const { message } = headerOf(bytes);
  const about = (message["ResponseFor"] as readonly Node[] | undefined)?.[0];
  return {
    code: text(message, "StatusCode"),
    from: text(child(message, "From"), "OrganId"),
    documentId: text(about, "DocumentId"),
    reason: text(message, "Description"),
  };
}
