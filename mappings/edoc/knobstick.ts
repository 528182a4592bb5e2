import { createHmac } from "node:crypto";
import type { EdocKind, EdocRequest } from "./axis.ts";

/**
 * The face of the axis itself (VXP, "Knobstick"): parameters are headers, and one HMAC stands for all of them
 * (documents-edxml.md §5.1). The answers are JSON whose names have either case.
 */
export interface KnobstickKey {
  readonly systemId: string;
  readonly secret: string;
}

const version = "3.0.201608";
export const userAgent = "JAVASDKAgent/1.0.0 XRoad/VPCP";
const prefix = "XroadVnpt-";
const offsetMs = 7 * 3_600_000;

/**
 * `22112026T172500+0123`: the day, the time in Viet Nam, and after the plus sign milliseconds in four digits, where one would
 * read a zone: so the axis' own kit writes it.
 */
export function writeTimestamp(at: Date): string {
  const [, year = "", month = "", day = "", time = "", ms = ""] =
    /^(\d{4})-(\d\d)-(\d\d)T(.{8})\.(\d{3})Z$/.exec(new Date(at.getTime() + offsetMs).toISOString()) ?? [];
  return `${day}${month}${year}T${time.replaceAll(":", "")}+0${ms}`;
}

/** SHA-256 in hex, each byte without its leading zero: 0x0a is `a`. As the axis' own kit writes it. */
export const unpaddedHex = (digest: Uint8Array): string => [...digest].map((byte) => byte.toString(16)).join("");

/**
 * Signs parameters: each is a header, their JSON is one more, and an HMAC-SHA256 of that JSON stands for it.
 * @param parameters in this order; a value holds printable ASCII alone (`toHeader`).
 */
export function signHeaders(
  { systemId, secret }: KnobstickKey,
  parameters: Readonly<Record<string, string>>,
  at: Date,
): Readonly<Record<string, string>> {
  const all = Object.entries({ timestamp: writeTimestamp(at), systemid: systemId, ...parameters });
  const named = Object.fromEntries(all.map(([name, value]) => [`${prefix}${name}`, value]));
  const signed = JSON.stringify(named);
  return {
    ...named,
    [`${prefix}sign-header-key`]: all.map(([name]) => name).join(";"),
    [`${prefix}sign-header`]: signed,
    [`${prefix}hash-header`]: createHmac("sha256", secret).update(signed, "utf8").digest("hex"),
    "User-Agent": userAgent,
    [`${prefix}version`]: version,
  };
}

/** Words for a header, which holds no Vietnamese letters: without their marks, on one line, at most 200 characters. */
export const toHeader = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("đ", "d")
    .replaceAll("Đ", "D")
    .replaceAll(/[^\x21-\x7e]+/g, " ")
    .trim()
    .slice(0, 200);

const eDoc = { servicetype: "eDoc" };

const post = (
  verb: string,
  key: KnobstickKey,
  parameters: Readonly<Record<string, string>>,
  at: Date,
): EdocRequest => ({
  method: "POST",
  path: `/${verb}`,
  headers: signHeaders(key, parameters, at),
  body: null,
});

/** The file follows as the part `file_doc` of a form. @param hashFile SHA-256 of it, in the form that is agreed. */
export const sendRequest = (
  key: KnobstickKey,
  about: { readonly kind: EdocKind; readonly from: string; readonly to: readonly string[]; readonly hashFile: string },
  at: Date,
): EdocRequest =>
  post(
    "sendEdoc",
    key,
    {
      ...eDoc,
      messagetype: about.kind,
      from: about.from,
      to: JSON.stringify(about.to),
      "hash-file": about.hashFile,
    },
    at,
  );

export const receivedRequest = (key: KnobstickKey, kind: EdocKind, at: Date): EdocRequest =>
  post("getReceivedEdocList", key, { ...eDoc, messagetype: kind }, at);

/** @param from day, `2026-11-22`. */
export const sentRequest = (key: KnobstickKey, kind: EdocKind, from: string, to: string, at: Date): EdocRequest =>
  post("getSentEdocList", key, { ...eDoc, messagetype: kind, fromDate: slashed(from), toDate: slashed(to) }, at);

export const fetchRequest = (key: KnobstickKey, docId: string, at: Date): EdocRequest =>
  post("getEdoc", key, { docId: toHeader(docId) }, at);

/** @param state as the operator says that it is called. */
export const updateRequest = (
  key: KnobstickKey,
  docId: string,
  state: string,
  description: string | null,
  at: Date,
): EdocRequest =>
  post(
    "updateStatus",
    key,
    {
      docId: toHeader(docId),
      status: state,
      ...(description === null || toHeader(description) === "" ? {} : { description: toHeader(description) }),
    },
    at,
  );

export const agenciesRequest = (key: KnobstickKey, at: Date): EdocRequest => ({
  ...post("getAgenciesList", key, {}, at),
  body: "{}",
});

/** `2026/11/22` */
export const slashed = (day: string): string => day.replaceAll("-", "/");
