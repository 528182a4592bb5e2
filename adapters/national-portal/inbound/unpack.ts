import type { InboxFile } from "../../../core/service/portal-door.ts";
import { canonicalJson, sha256Of } from "../../../core/service/canonical-json.ts";
import type { FileWorld } from "../../../core/service/take-file.ts";
import { fromTaxNotice } from "../../../mappings/national-portal/inbound/from-tax-notice.ts";
import { isRow, textOf, rowIn, type Row } from "../../../mappings/national-portal/inbound/fields.ts";
import { isPortalDossierCode } from "../../../mappings/national-portal/identifiers.ts";
import { at, flows, type Flow } from "./flows.ts";
import { storeFile } from "./store-file.ts";

/** A packet ready to be kept, or why it is sent back: its sender mends it, and nothing of it stays. */
export type Unpacked =
  | {
      readonly ok: true;
      readonly nationalCode: string;
      readonly digest: string;
      readonly body: string;
      readonly files: readonly InboxFile[];
    }
  | { readonly ok: false; readonly message: string };

const back = (message: string): Unpacked => ({ ok: false, message });

/** Base64 of one field, decoded; judged by its length before a byte of it is decoded. */
function decode(text: string, limit: number): Buffer | "too-large" | "not-base64" {
  const compact = /\s/.test(text) ? text.replaceAll(/\s+/g, "") : text;
  if (Math.floor((compact.length * 3) / 4) > limit + 2) return "too-large";
  if (compact.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return "not-base64";
  const bytes = Buffer.from(compact, "base64");
  return bytes.length === 0 ? "not-base64" : bytes;
}

/**
 * Takes the files out of a packet and stores them; what is left is small and says where they are. A shared key in the
 * body is not kept, and neither it nor `isUpdating` makes the content another one.
 */
export async function unpack(flow: Flow, given: Row, fileBytes: number, world: FileWorld): Promise<Unpacked> {
  for (const path of flow.mandatory) if (rawAt(given, path) === "") return back(`Thiếu trường ${path}`);
  const packet = structuredClone<Record<string, unknown>>(given);
  const decoded: {
    readonly place: Record<string, unknown>;
    readonly field: string;
    readonly name: string;
    readonly bytes: Buffer;
  }[] = [];
  for (const { row, field, name } of flow.files(packet)) {
    const content = row[field];
    const bytes = typeof content === "string" ? decode(content, fileBytes) : "not-base64";
    if (bytes === "too-large") return back(`Tệp ở trường ${field} vượt quá ${Math.floor(fileBytes / 2 ** 20)} MB`);
    if (bytes === "not-base64") return back(`Trường ${field} không phải base64`);
    decoded.push({ place: row, field, name, bytes });
  }
  if (flow.name === flows.taxNotice.name) {
    const xml = utf8Of(decoded[0]?.bytes);
    if (xml === undefined) return back("FileThongBaoThue: XML không phải UTF-8");
    const read = fromTaxNotice(xml);
    if (!read.ok)
      return back(`FileThongBaoThue: ${read.field ?? ""} ${read.values["layer"] ?? "không đọc được"}`.trim());
    (rowIn(packet, "data") as Record<string, unknown>)["xml"] = xml;
  }
  const nationalCode = flow.codeOf(packet).trim();
  if (!isPortalDossierCode(nationalCode)) return back(`Trường ${flow.codeField} không phải mã hồ sơ`);

  const files: InboxFile[] = [];
  for (const { place, field, name, bytes } of decoded) {
    const stored = await storeFile(world, name, bytes);
    if (!stored.ok) return back("Hệ thống đang bận, xin gửi lại sau");
    files.push(stored.file);
    place[field] = `sha256:${stored.file.sha256}`;
  }
  delete (packet["data"] as Record<string, unknown> | undefined)?.["SecurityKey"];
  delete packet["SecurityKey"];
  const content = Object.fromEntries(Object.entries(packet).filter(([name]) => name !== "isUpdating"));
  const digest = sha256Of(canonicalJson(composed(content)));
  return { ok: true, nationalCode, digest, body: JSON.stringify(packet), files };
}

/** Undefined: other bytes, which read as UTF-8 would be other words. */
function utf8Of(bytes: Buffer | undefined): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The raw text at a path; files are long, and are not cleaned to see whether they are there. */
function rawAt(packet: Row, path: string): string {
  const [first = "", ...rest] = path.split(".");
  const value = packet[first];
  if (rest.length > 0) return isRow(value) ? rawAt(value, rest.join(".")) : "";
  return typeof value === "string" && value.length > 1_000 ? "long" : at(packet, path);
}

/** Letters composed, numbers and truths as the text that others write for them (quirk 1). */
function composed(value: unknown): unknown {
  if (typeof value === "string") return value.normalize("NFC");
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.map(composed);
  return isRow(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, composed(item)])) : value;
}

/** The flow of `nhanhsdvcqg` is told by its service. */
export const flowOfService = (packet: Row): Flow =>
  textOf(packet, "service") === "NhanChungTuThueDat" ? flows.taxVoucher : flows.promotionChange;
