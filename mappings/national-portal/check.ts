import type { FieldRule, Rules } from "../../contracts/national-portal/field-rules.ts";
import type { PortalForm } from "./form.ts";
import type { Words } from "./status.ts";
import { cleanText, cutText, lengthOf } from "./text.ts";
import { readTime } from "./time.ts";

/** What is wrong with, or was done to, a field of a packet: for clerks, by the field's own name (quirks 15, 17). */
export interface Finding extends Words {
  /**
   * `missing`: it must be there. `empty`: everybody else sends it. `cut`: longer than the portal takes; ours is whole.
   * `form`: not written as the portal reads it. `unmapped`: our value has no word there.
   */
  readonly kind: "missing" | "empty" | "cut" | "form" | "unmapped";
  /** `TaiLieuNop[0].TenTepDinhKem` */
  readonly field: string;
  /** The packet is not sent while it stands. */
  readonly blocking: boolean;
}

/**
 * Makes a packet fit what is known of the portal's limits, and says all that stands against sending it: nothing is left
 * to the portal to find one by one.
 */
export function fitPacket<Packet extends object>(
  packet: Packet,
  rules: Rules<Packet>,
  form: Pick<PortalForm, "rules">,
): { readonly packet: Packet; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const fitted = fitObject(packet as Readonly<Record<string, unknown>>, rules, "", "", form, findings);
  return { packet: fitted as Packet, findings };
}

export const isBlocked = (findings: readonly Finding[]): boolean => findings.some(({ blocking }) => blocking);

function fitObject(
  packet: Readonly<Record<string, unknown>>,
  rules: Rules<never>,
  at: string,
  path: string,
  form: Pick<PortalForm, "rules">,
  findings: Finding[],
): Record<string, unknown> {
  const fitted: Record<string, unknown> = { ...packet };
  for (const [name, known] of Object.entries(rules)) {
    const rule: FieldRule = { ...known, ...form.rules[path + name] };
    const value = packet[name];
    const field = at + name;
    if (isNothing(value)) {
      if (rule.mandatory === "yes") findings.push(missing(field, name, rule));
      if (rule.mandatory === "always") findings.push(empty(field, name, rule));
    } else if (Array.isArray(value) && rule.inside) {
      const inside = rule.inside;
      fitted[name] = value.map((row: unknown, index) =>
        typeof row === "object" && row !== null
          ? fitObject(row as Record<string, unknown>, inside, `${field}[${index}].`, `${path}${name}.`, form, findings)
          : row,
      );
    } else if (rule.inside && typeof value === "object" && value !== null)
      fitted[name] = fitObject(
        value as Record<string, unknown>,
        rule.inside,
        `${field}.`,
        `${path}${name}.`,
        form,
        findings,
      );
    else if (typeof value === "string") fitted[name] = fitText(value, field, name, rule, findings);
  }
  return fitted;
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

function fitText(value: string, field: string, name: string, rule: FieldRule, findings: Finding[]): string {
  const text = rule.kind === "base64" ? value : cleanText(value, rule.kind === "prose");
  if (text === "" && rule.mandatory === "yes") findings.push(missing(field, name, rule));
  if (!isWritten(text, rule)) findings.push(misformed(field, name, rule));
  if (rule.maximum === undefined || lengthOf(text) <= rule.maximum) return text;
  // a code or a moment that is cut is another one: it is not sent at all
  const mayBeCut = rule.kind === "prose" || (rule.kind === "text" && name !== "MaHoSo");
  findings.push(cut(field, name, rule, lengthOf(text), rule.maximum, !mayBeCut));
  return mayBeCut ? cutText(text, rule.maximum) : text;
}

function isWritten(text: string, { kind, values }: FieldRule): boolean {
  if (text === "") return true;
  if (values && !values.includes(text)) return false;
  if (kind === "moment") return readTime("yyyyMMddHHmmss", text).ok;
  if (kind === "flag") return text === "0" || text === "1";
  if (kind === "bool") return ["True", "False", "0", "1"].includes(text);
  if (kind === "url") return isOpenLink(text);
  return true;
}

/** A link that the portal can open: absolute, already percent-encoded, no query, no fragment, nobody's name (quirk 18). */
export function isOpenLink(text: string): boolean {
  if (!URL.canParse(text) || /[^\x21-\x7e]/.test(text)) return false;
  const url = new URL(text);
  return (
    (url.protocol === "https:" || url.protocol === "http:") &&
    !text.includes("?") &&
    !text.includes("#") &&
    url.username === "" &&
    url.password === ""
  );
}

const named = (field: string, name: string, rule: FieldRule) => ({
  vi: `${rule.vi ?? name} (${field})`,
  en: `${rule.en ?? name} (${field})`,
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function missing(field: string, name: string, rule: FieldRule): Finding {
  const { vi, en } = named(field, name, rule);
  return {
    kind: "missing",
    field,
    blocking: true,
    vi: `Thiếu ${vi}: hồ sơ chưa gửi được lên Cổng dịch vụ công quốc gia. Hãy bổ sung thông tin này.`,
    en: `The ${en} is missing: the dossier cannot be sent to the national portal. Add it.`,
  };
}

function empty(field: string, name: string, rule: FieldRule): Finding {
  const { vi, en } = named(field, name, rule);
  return {
    kind: "empty",
    field,
    blocking: false,
    vi: `Chưa có ${vi}: hồ sơ vẫn được gửi, nhưng Cổng có thể từ chối hoặc không tính hồ sơ này.`,
    en: `There is no ${en}: the dossier is sent all the same, but the portal may refuse or not count it.`,
  };
}

function cut(
  field: string,
  name: string,
  rule: FieldRule,
  length: number,
  maximum: number,
  blocking: boolean,
): Finding {
  const { vi, en } = named(field, name, rule);
  return {
    kind: "cut",
    field,
    blocking,
    vi: blocking
      ? `${capital(vi)} dài ${length} ký tự, Cổng chỉ nhận ${maximum}: không thể cắt mã, hãy kiểm tra lại.`
      : `${capital(vi)} dài ${length} ký tự, Cổng chỉ nhận ${maximum}: bản gửi đi bị cắt, bản gốc vẫn giữ nguyên.`,
    en: blocking
      ? `The ${en} has ${length} characters, the portal takes ${maximum}: a code is not cut; check it.`
      : `The ${en} has ${length} characters, the portal takes ${maximum}: what is sent is cut, ours stays whole.`,
  };
}

function misformed(field: string, name: string, rule: FieldRule): Finding {
  const { vi, en } = named(field, name, rule);
  return {
    kind: "form",
    field,
    blocking: true,
    vi: `${capital(vi)} không đúng dạng mà Cổng đọc được. Hãy sửa lại trước khi gửi.`,
    en: `The ${en} is not written as the portal reads it. Correct it before it is sent.`,
  };
}

/** Our value has no word at the portal, or none for certain. */
export function unmapped(field: string, why: Words): Finding {
  return { kind: "unmapped", field, blocking: true, vi: why.vi, en: why.en };
}
