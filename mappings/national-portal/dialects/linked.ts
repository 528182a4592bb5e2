import type { LinkedFile, LinkedListRow, LinkedStatus } from "../../../contracts/national-portal/linked.ts";
import { readXml, type XmlElement } from "../xml.ts";
import {
  checkBase64,
  defaultCaps,
  fault,
  isObject,
  jsonRequest,
  readBody,
  readFlag,
  readJsonObject,
  readText,
  scalar,
  type Caps,
  type Read,
  type WireAnswer,
  type WireRequest,
} from "./wire.ts";

/** DVCLT: a bearer token, plain paths, and in the detail JSON in JSON in XML. */
export type LinkedCall =
  | { readonly kind: "token"; readonly userName: string; readonly password: string }
  | { readonly kind: "list" }
  | { readonly kind: "detail"; readonly id: string }
  | { readonly kind: "acknowledge"; readonly nationalCode: string }
  | { readonly kind: "status"; readonly status: LinkedStatus };

/** Only the detail's path is known by two; the others are configuration (open question 7 of the facts). */
export interface LinkedSettings {
  readonly paths: {
    readonly token: string;
    readonly list: string;
    /** Before `/{id}`. */
    readonly detail: string;
    readonly acknowledge: string;
    readonly status: string;
  };
  readonly token: string;
}

export function toLinked(call: LinkedCall, { paths, token }: LinkedSettings): WireRequest {
  const headers = { authorization: `Bearer ${token}` };
  switch (call.kind) {
    case "token":
      return jsonRequest(
        { method: "POST", endpoint: "auth", path: paths.token },
        { userName: call.userName, password: call.password },
      );
    case "list":
      return jsonRequest({ method: "GET", endpoint: "share", path: paths.list, headers }, null);
    case "detail":
      return jsonRequest(
        { method: "GET", endpoint: "share", path: `${paths.detail}/${encodeURIComponent(call.id)}`, headers },
        null,
      );
    case "acknowledge":
      return jsonRequest(
        { method: "PUT", endpoint: "integration", path: paths.acknowledge, headers },
        { maHoSo: call.nationalCode, daNhan: true },
      );
    case "status":
      return jsonRequest({ method: "POST", endpoint: "integration", path: paths.status, headers }, call.status);
  }
}

/** A token, an acknowledgement (which may be bare text) or a status: code, and all it says in words. */
export function fromLinked(bytes: Uint8Array, caps: Caps = defaultCaps): Read<WireAnswer> {
  const text = readText("body", bytes, caps.body);
  if (!text.ok) return text;
  const bare = text.value.trim();
  if (!/^[{["<]/.test(bare))
    return { ok: true, value: { code: null, message: bare, rows: null, session: null, whole: bare } };
  if (bare.startsWith('"') && /^"[^"\\]*"$/.test(bare))
    return { ok: true, value: { code: null, message: bare.slice(1, -1), rows: null, session: null, whole: bare } };
  const body = readBody(bytes, caps);
  if (!body.ok) return body;
  const { status, title, message, errors, token } = body.value;
  const said = isObject(errors) ? Object.values(errors).flat().map(scalar) : [errors].flat().map(scalar);
  return {
    ok: true,
    value: {
      code: scalar(status),
      message: [scalar(title), scalar(message), ...said].filter(Boolean).join("; "),
      rows: null,
      session: typeof token === "string" && token !== "" ? token : null,
      whole: body.value,
    },
  };
}

/** Whether an answer lists errors, by field, in a row or in words; an empty list is none. */
export function hasErrors({ whole }: Pick<WireAnswer, "whole">): boolean {
  const errors = isObject(whole) ? whole["errors"] : undefined;
  if (isObject(errors)) return Object.values(errors).flat().length > 0;
  return Array.isArray(errors) ? errors.length > 0 : (scalar(errors) ?? "") !== "";
}

/** The rows of the list. A row without its codes is returned as it is: it waits for a person, it is not passed over. */
export function fromLinkedList(
  bytes: Uint8Array,
  caps: Caps = defaultCaps,
): Read<{ readonly rows: readonly LinkedListRow[]; readonly unreadable: readonly unknown[] }> {
  const body = readBody(bytes, caps);
  if (!body.ok) return body;
  const { data } = body.value;
  if (!Array.isArray(data)) return fault("body", "not-an-object", "no list in data");
  const rows: LinkedListRow[] = [];
  const unreadable: unknown[] = [];
  for (const row of data as unknown[]) {
    const [id, maDonVi, maTTHC, module, maHoSo] = isObject(row)
      ? ["id", "maDonVi", "maTTHC", "module", "maHoSo"].map((name) => scalar(row[name]) ?? "")
      : [];
    if (isObject(row) && id && maDonVi && maTTHC && module && maHoSo)
      rows.push({
        id,
        maDonVi,
        maTTHC,
        module,
        maHoSo,
        ngayTiepNhan: scalar(row["ngayTiepNhan"]),
        techId: scalar(row["techId"]),
      });
    else unreadable.push(row);
  }
  return { ok: true, value: { rows, unreadable } };
}

/** A filing of a linked service, all layers off. */
export interface LinkedFiling {
  readonly nationalCode: string;
  /** KS: birth. KT: death. */
  readonly module: string;
  /** The fields of `hoTich` by name, as text. `nks` child, `nkt` deceased, `me`, `cha`, `nyc` requester. */
  readonly fields: ReadonlyMap<string, string>;
  /** Those that stand; what was taken back is left out. Contents stay base64: they may be large. */
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly paper: string;
    readonly base64: string;
  }[];
  readonly xml: string;
}

export function fromLinkedDetail(bytes: Uint8Array, caps: Caps = defaultCaps): Read<LinkedFiling> {
  const body = readBody(bytes, caps);
  if (!body.ok) return body;
  const outer = body.value["data"];
  if (!isObject(outer)) return fault("body", "not-an-object", "no object in data");
  const text = outer["data"];
  if (typeof text !== "string") return fault("detail", "empty", "no text in data.data");
  const inside = readJsonObject("detail", text, caps.inner);
  if (!inside.ok) return inside;
  const { maHoSo, module, data: xml, fileDinhKem } = inside.value;
  const nationalCode = scalar(maHoSo) ?? "";
  if (nationalCode === "") return fault("inside", "empty", "no maHoSo in the detail");
  if (typeof xml !== "string" || xml.trim() === "") return fault("xml", "empty", "no XML in the detail");
  if (xml.length > caps.xml) return fault("xml", "too-large", `${xml.length} characters, at most ${caps.xml}`);
  const read = readXml(xml);
  if (!read.ok) return fault("xml", read.why, read.detail);
  const record = find(read.root, "hoTich");
  if (!record) return fault("xml", "empty", "no hoTich in the XML");
  const files = readFiles(fileDinhKem ?? outer["fileDinhKem"], caps);
  if (!files.ok) return files;
  return {
    ok: true,
    value: {
      nationalCode,
      module: scalar(module) ?? "",
      fields: new Map(record.children.map(({ name, text: value }) => [name, value])),
      files: files.value,
      xml,
    },
  };
}

function readFiles(value: unknown, caps: Caps): Read<LinkedFiling["files"]> {
  if (value === null || value === undefined) return { ok: true, value: [] };
  if (!Array.isArray(value)) return fault("inside", "not-an-object", "fileDinhKem is no list");
  const files: LinkedFiling["files"][number][] = [];
  for (const each of value as unknown[]) {
    if (!isObject(each)) return fault("inside", "not-an-object", "a file that is no object");
    const file = each as Partial<Record<keyof LinkedFile, unknown>>;
    if (readFlag(file.huyGiayTo) === true) continue;
    const content = checkBase64(typeof file.duLieuTepDinhKem === "string" ? file.duLieuTepDinhKem : "", caps.file);
    if (!content.ok) return content;
    files.push({
      id: scalar(file.id) ?? "",
      name: scalar(file.tenTepDinhKem) ?? "",
      paper: scalar(file.tenGiayTo) ?? "",
      base64: content.value,
    });
  }
  return { ok: true, value: files };
}

function find(element: XmlElement, name: string): XmlElement | undefined {
  if (element.name === name) return element;
  for (const child of element.children) {
    const found = find(child, name);
    if (found) return found;
  }
  return undefined;
}
