/** What goes over the axis: a letter, or a report of its state. */
export type EdocKind = "edoc" | "status";

/** The axis' own state of an item that it offers; no business state (those are edXML of their own). */
export type AxisState = "processing" | "done" | "fail";

/** What the axis offers us. `docId` is its own, and not the DocumentId of the letter within. */
export interface EdocItem {
  readonly docId: string;
  /** As it says; null where it says nothing known. */
  readonly kind: EdocKind | null;
  /** Account that handed it in: what `From` within is held against. */
  readonly from: string | null;
  /** One, or several as they stood. */
  readonly to: readonly string[];
  /** `initial`, `processing`, `done`, `fail`, or what else it says; lower-case. */
  readonly status: string | null;
  readonly statusText: string | null;
  /** As it stood: no text says in which form. */
  readonly createdTime: string | null;
}

/** A line of what we sent, as the axis has it. */
export interface EdocSentRow {
  readonly senderDocId: string | null;
  readonly receiverDocId: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** The subject. */
  readonly title: string | null;
  /** `CodeNotation`, or number and notation: as it stood. */
  readonly notation: string | null;
  readonly sentTime: string | null;
  readonly sendStatus: string | null;
  readonly receiveStatus: string | null;
}

/** An agency that the axis knows, in whichever notations its row has. */
export interface EdocAgency {
  readonly code: string;
  /** Of QCVN 102, four groups. */
  readonly code102: string | null;
  readonly oldCode: string | null;
  readonly name: string | null;
  readonly parentCode: string | null;
}

/** How a call ended that did not do what was asked. */
export type EdocTrouble =
  /** Surely nothing was done; later is fine. `notLetIn`: name, secret or clock of the account, so everything waits. */
  | {
      readonly kind: "retry";
      readonly fault: "unreachable" | "busy" | "notLetIn" | "unreadable";
      readonly detail: string;
      readonly retryAfterMs?: number;
    }
  /** The axis will never take it: a person is asked, nothing is sent again. `code` as it says. */
  | { readonly kind: "refused"; readonly code: string; readonly detail: string }
  /** It left, and no answer came that could be read: it may have been done (P6). */
  | { readonly kind: "unknown"; readonly detail: string };

/** A request of either face: its path below the endpoint. No value of it is for a log. */
export interface EdocRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent whole; null: none, or the file of `sendEdoc`. */
  readonly body: string | null;
}

/** What an answer says of itself, names read without regard to case, wherever it puts them. */
export interface EdocSaid {
  readonly isOk: boolean;
  readonly code: string;
  readonly text: string;
  readonly docId: string | null;
}

const longest = 300;

/** One value of an object by name, whatever the case and the underscores of its name; the first that is there. */
export function valueOf(of: unknown, ...names: readonly string[]): unknown {
  if (typeof of !== "object" || of === null || Array.isArray(of)) return undefined;
  const entries = Object.entries(of).map(([name, value]) => [plain(name), value] as const);
  for (const name of names) {
    const found = entries.find(([other, value]) => other === plain(name) && value !== null && value !== undefined);
    if (found) return found[1];
  }
  return undefined;
}
const plain = (name: string) => name.toLowerCase().replaceAll("_", "");

/** Text of a value; empty, `null` and what is no text or number are null. */
export function textOf(of: unknown, ...names: readonly string[]): string | null {
  const value = valueOf(of, ...names);
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return null;
  const text = String(value).normalize("NFC").trim();
  return text === "" || text === "null" ? null : text;
}

/** Reads what an answer says of itself: `status`, `ErrorCode`, `ErrorDesc`, `DocId` or `success`, `message`, `data`. */
export function readSaid(answer: unknown): EdocSaid | null {
  if (typeof answer !== "object" || answer === null) return null;
  const inner = valueOf(answer, "data");
  const status = textOf(answer, "status");
  const success = textOf(answer, "success");
  const code = textOf(answer, "errorCode") ?? textOf(inner, "errorCode");
  if (status === null && success === null && code === null) return null;
  const isOk =
    (status === null || /^(ok|success|200|0|true)$/i.test(status)) &&
    (success === null || success === "true") &&
    (code === null || /^0+$/.test(code));
  return {
    isOk,
    code: code ?? status ?? success ?? "",
    text: (
      textOf(answer, "errorDesc") ??
      textOf(inner, "errorDesc") ??
      textOf(answer, "message", "description") ??
      ""
    ).slice(0, longest),
    docId: textOf(answer, "docId") ?? textOf(inner, "docId"),
  };
}

/** Null: a row that names no item. */
export function readItem(row: unknown): EdocItem | null {
  const docId = textOf(row, "docId", "id");
  if (docId === null) return null;
  const kind = textOf(row, "messageType")?.toLowerCase();
  const to = valueOf(row, "to");
  return {
    docId,
    kind: kind === "edoc" || kind === "status" ? kind : null,
    from: textOf(row, "from"),
    to: listOf(to),
    status: textOf(row, "status")?.toLowerCase() ?? null,
    statusText: textOf(row, "statusDesc"),
    createdTime: textOf(row, "createdTime"),
  };
}

/** A list, the text of a list, or names with commas between. */
function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((one): one is string => typeof one === "string");
  if (typeof value !== "string") return [];
  try {
    const read = JSON.parse(value) as unknown;
    if (Array.isArray(read)) return read.filter((one): one is string => typeof one === "string");
  } catch {
    // names then
  }
  return value
    .split(/[,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "null");
}

/** Null: a row that names nothing that we could have sent. */
export function readSentRow(row: unknown): EdocSentRow | null {
  const read = {
    senderDocId: textOf(row, "senderDocId", "docId"),
    receiverDocId: textOf(row, "receiverDocId"),
    from: textOf(row, "fromCode", "from"),
    to: textOf(row, "toCode", "to"),
    title: textOf(row, "title"),
    notation: textOf(row, "notation"),
    sentTime: textOf(row, "sentTime", "createdTime"),
    sendStatus: textOf(row, "sendStatus", "status"),
    receiveStatus: textOf(row, "receiveStatus"),
  };
  return read.senderDocId === null && read.title === null && read.notation === null ? null : read;
}

/** Null: a row without an identifier. */
export function readAgency(row: unknown): EdocAgency | null {
  const code = textOf(row, "code", "orgCode", "organId", "domainNew");
  if (code === null) return null;
  return {
    code,
    code102: textOf(row, "code102"),
    oldCode: textOf(row, "oldCode"),
    name: textOf(row, "name", "orgName", "organName"),
    parentCode: textOf(row, "pcode", "parentCode"),
  };
}
