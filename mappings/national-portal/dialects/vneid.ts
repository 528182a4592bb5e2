import type {
  RecordAnswer,
  RecordFiling,
  RecordStatus,
  ReservedNumber,
} from "../../../contracts/national-portal/vneid.ts";
import {
  checkBase64,
  defaultCaps,
  fault,
  isObject,
  jsonRequest,
  readBody,
  scalar,
  type Caps,
  type Read,
  type WireAnswer,
  type WireRequest,
} from "./wire.ts";

/** `path`: `/v2/lyLichTuPhap/traKetQuaHoSoLLTP`, seen in one installation. */
export const toRecordStatus = (status: RecordStatus, path: string): WireRequest =>
  jsonRequest({ method: "POST", endpoint: "integration", path }, status);

export function fromRecordStatus(bytes: Uint8Array, caps: Caps = defaultCaps): Read<WireAnswer> {
  const body = readBody(bytes, caps);
  if (!body.ok) return body;
  const { statusCode, errorDetail, message } = body.value;
  return {
    ok: true,
    value: {
      code: codeOf(statusCode),
      message: [scalar(errorDetail), scalar(message)].filter(Boolean).join("; "),
      rows: null,
      session: null,
      whole: body.value,
    },
  };
}

/** "00" also where a number lost its zero. */
function codeOf(value: unknown): string | null {
  const text = scalar(value);
  return text !== null && /^\d$/.test(text) ? `0${text}` : text;
}

/** Our answers to LayMaHoSo and TaoHoSo. */
export const toReservedNumber = (code: string): ReservedNumber => ({ Data: code });
export const toUnreserved =
  (statusCode: "01" | "03") =>
  (errorDetail: string): ReservedNumber => ({ Data: "", statusCode, errorDetail });
export const toRecordAnswer = (taken: boolean, data: string | null, errorDetail: string): RecordAnswer => ({
  statusCode: taken ? "00" : "01",
  data,
  errorDetail,
});
/** It may come again. */
export const toRecordInterrupted = (errorDetail: string): RecordAnswer => ({
  ...{ statusCode: "03", data: null, errorDetail },
});

export interface ReadFiling {
  readonly code: string;
  readonly whole: RecordFiling;
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly base64: string }[];
}

/** TaoHoSo as it came. Its files are looked at for size and alphabet; lists that are null are empty. */
export function fromRecordFiling(bytes: Uint8Array, caps: Caps = defaultCaps): Read<ReadFiling> {
  const body = readBody(bytes, caps);
  if (!body.ok) return body;
  const code = scalar(body.value["maHoSoMCDT"]) ?? "";
  const form = body.value["toKhai"];
  if (code === "") return fault("body", "empty", "no maHoSoMCDT");
  if (!isObject(form)) return fault("body", "not-an-object", "no object in toKhai");
  const files: ReadFiling["files"][number][] = [];
  for (const paper of listOf(form["giayToDinhKem"])) {
    if (!isObject(paper)) return fault("inside", "not-an-object", "a paper that is no object");
    for (const file of listOf(paper["danhSach"])) {
      if (!isObject(file)) return fault("inside", "not-an-object", "a file that is no object");
      const content = checkBase64(typeof file["duLieu"] === "string" ? file["duLieu"] : "", caps.file);
      if (!content.ok) return content;
      files.push({ name: scalar(paper["ten"]) ?? "", mediaType: scalar(file["loai"]) ?? "", base64: content.value });
    }
  }
  return { ok: true, value: { code, whole: body.value as unknown as RecordFiling, files } };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
