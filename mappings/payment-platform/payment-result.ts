import { createHash, timingSafeEqual } from "node:crypto";
import { isObject, scalar } from "../national-portal/dialects/wire.ts";
import { amountOf } from "../national-portal/inbound/fields.ts";
import { readTime } from "../national-portal/time.ts";

/** What the national payment platform says of a payment (`dpnhankqthanhtoanhs`). */
export interface PaymentResult {
  /** MaThamChieu: unique for each attempt to pay. */
  readonly reference: string;
  readonly isPaid: boolean;
  /** Whole đồng. */
  readonly amountVnd: bigint;
  readonly transaction: string;
  readonly bank: string;
  readonly at: Date;
}

export type ReadPaymentResult =
  | { readonly ok: true; readonly value: PaymentResult }
  | { readonly ok: false; readonly why: "unsigned" | "unreadable"; readonly field: string };

/** In the order in which they are signed, with the secret behind them. */
const signed = [
  ...["LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang"],
  ...["ThoiGianGD", "ThongTinGiaoDich"],
];

/**
 * Reads a result that bears its signature, and no other (quirk 32): nothing of an unsigned one is believed. Amounts are
 * decimal digits of whole đồng, never a number of JSON that lost its last digits on the way.
 */
export function fromPaymentResult(packet: unknown, secret: string): ReadPaymentResult {
  if (!isObject(packet)) return { ok: false, why: "unreadable", field: "" };
  const text = (field: string) => scalar(packet[field]) ?? "";
  if (!isSignature(text("MaXacThuc"), [...signed.map(text), secret].join("|")))
    return { ok: false, why: "unsigned", field: "MaXacThuc" };
  const unreadable = (field: string) => ({ ok: false, why: "unreadable", field }) as const;
  if (text("MaThamChieu") === "") return unreadable("MaThamChieu");
  if (text("MaTienTe") !== "VND") return unreadable("MaTienTe");
  const amountVnd = typeof packet["SoTien"] === "string" ? amountOf(packet["SoTien"]) : undefined;
  if (amountVnd === undefined) return unreadable("SoTien");
  const at = readTime("yyyyMMddHHmmss", text("ThoiGianGD"));
  if (!at.ok) return unreadable("ThoiGianGD");
  const [reference, transaction, bank] = [text("MaThamChieu"), text("MaGiaoDich"), text("MaNganHang")];
  return { ok: true, value: { reference, isPaid: text("MaLoi") === "00", amountVnd, transaction, bank, at: at.at } };
}

/** Hex SHA-256, compared in a time that says nothing of how much of it is right. */
function isSignature(given: string, said: string): boolean {
  const expected = createHash("sha256").update(said, "utf8").digest();
  const bytes = Buffer.from(/^[0-9a-f]{64}$/i.test(given) ? given : "", "hex");
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

/** What a look-up of fees says: here, and here alone, 1 means that there is something to pay. */
export type Bill =
  | { readonly kind: "payable"; readonly bill: Readonly<Record<string, unknown>> }
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly message: string };

/** `dptracuuthanhtoanhs`: read by itself, as its codes mean something else than everywhere (quirk 32). */
export function fromFeeLookup(answer: unknown): Bill {
  const { error_code: code, message } = isObject(answer) ? answer : {};
  if (scalar(code) === "1" && isObject(message)) return { kind: "payable", bill: message };
  if (scalar(code) === "0") return { kind: "nothing" };
  return { kind: "failed", message: scalar(message) ?? "" };
}
