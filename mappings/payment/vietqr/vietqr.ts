import { isDong, readDong, type Dong } from "../../../core/domain/payment/dong.ts";
import { readQr, writeQr, type QrRead } from "./emv.ts";
import { readObjects, writeObjects, type QrObject } from "./tlv.ts";

/** A transfer as a VietQR code (NAPAS, v1.0 of 09/2021) asks for it. A code is no payment: the bank is (R8). */
export interface VietQr {
  /** Of the bank, six digits. */
  readonly bin: string;
  /** Account or card, at most 19. */
  readonly account: string;
  readonly kind: "account" | "card";
  /** `12`, for one payment; otherwise `11`. A bank does not stop a second one (R16). */
  readonly isOnce: boolean;
  /** Null: the payer types it. */
  readonly amount: Dong | null;
  /** 62/01. */
  readonly billNumber: string | null;
  /** 62/08: what the transfer says. */
  readonly purpose: string | null;
}

const services = { account: "QRIBFTTA", card: "QRIBFTTC" } as const;
const napas = "A000000727";
const longestAdditional = 25;
const longestAmount = 13;

/**
 * Strictly: unaccented ASCII, where characters and bytes agree, and no field longer than the standard's.
 * @returns undefined when it cannot be written so; nothing is cut, since a reference that is cut is another one.
 */
export function writeVietQr(qr: VietQr): string | undefined {
  const amount = qr.amount === null ? null : String(qr.amount);
  if (!/^\d{6}$/.test(qr.bin) || !/^[A-Za-z0-9]{1,19}$/.test(qr.account)) return undefined;
  if (qr.amount !== null && !isDong(qr.amount)) return undefined;
  if (amount !== null && amount.length > longestAmount) return undefined;
  if ([qr.billNumber, qr.purpose].some((text) => text !== null && !isAdditional(text))) return undefined;
  const additional = present([
    ["01", qr.billNumber],
    ["08", qr.purpose],
  ]);
  const beneficiary = writeObjects([
    { id: "00", value: qr.bin },
    { id: "01", value: qr.account },
  ]);
  return writeQr(
    present([
      ["00", "01"],
      ["01", qr.isOnce ? "12" : "11"],
      [
        "38",
        writeObjects([
          { id: "00", value: napas },
          { id: "01", value: beneficiary },
          { id: "02", value: services[qr.kind] },
        ]),
      ],
      ["53", "704"],
      ["54", amount],
      ["58", "VN"],
      ["62", additional.length > 0 ? writeObjects(additional) : null],
    ]),
  );
}

const isAdditional = (text: string): boolean =>
  /^[\x20-\x7e]+$/.test(text) && text.length <= longestAdditional && text.trim() === text;

const present = (objects: readonly (readonly [string, string | null])[]): readonly QrObject[] =>
  objects.flatMap(([id, value]) => (value === null ? [] : [{ id, value }]));

/**
 * As they are found in the wild: order, further objects and a purpose longer than 25 are forgiven; a broken structure or
 * CRC, another network, currency, country or an amount with decimals is not.
 */
export function readVietQr(text: string): QrRead<VietQr> {
  const read = readQr(text);
  if (!read.ok) return read;
  const objects = byId(read.value);
  const [outer, once, written] = [byId(readObjects(objects["38"] ?? "")), objects["01"], objects["54"]];
  const inner = byId(readObjects(outer["01"] ?? ""));
  const [bin, account] = [inner["00"] ?? "", inner["01"] ?? ""];
  const kind = outer["02"] === services.card ? "card" : outer["02"] === services.account ? "account" : undefined;
  if (once !== "11" && once !== "12") return { ok: false, why: "structure" };
  if (outer["00"] !== napas || !kind || !/^\d{6}$/.test(bin) || account === "" || account.length > 19)
    return { ok: false, why: "beneficiary" };
  if (objects["53"] !== "704") return { ok: false, why: "currency" };
  if (objects["58"] !== "VN") return { ok: false, why: "country" };
  // "50000." is formally valid
  const amount = written === undefined ? null : readDong(written.replace(/\.$/, ""));
  if (amount === undefined) return { ok: false, why: "amount" };
  const additional = objects["62"] === undefined ? [] : readObjects(objects["62"]);
  if (!additional) return { ok: false, why: "additional" };
  const { "01": billNumber = null, "08": purpose = null } = byId(additional);
  return { ok: true, value: { bin, account, kind, isOnce: once === "12", amount, billNumber, purpose } };
}

const byId = (objects: readonly QrObject[] | undefined): Readonly<Partial<Record<string, string>>> =>
  Object.fromEntries((objects ?? []).map(({ id, value }) => [id, value]));
