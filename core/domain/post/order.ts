import type { Day } from "../day.ts";
import type { Dong } from "../payment/dong.ts";

/** QĐ 45/2016 art. 5: the citizen's papers to the agency, the result to the citizen, or both. */
export const postPurposes = ["sendDossier", "returnResult", "both"] as const;
export type PostPurpose = (typeof postPurposes)[number];

/** Of two levels since 01/07/2025; codes are administrative ones, a profile knows the post's own. */
export interface PostAddress {
  readonly provinceCode: string;
  readonly communeCode: string;
  /** House, street, hamlet: without commune and province. */
  readonly line: string;
}

export interface PostParty {
  readonly name: string;
  readonly phone: string;
  readonly email: string | null;
  readonly address: PostAddress;
}

/** One order per dossier, purpose and occasion. */
export interface PostOrder {
  readonly dossierCode: string;
  readonly purpose: PostPurpose;
  /** From 1. Above it: the one before was cancelled, refused for certain, or came back. */
  readonly attempt: number;
  /** Issued by the post to the agency. */
  readonly customerCode: string;
  readonly sender: PostParty;
  readonly receiver: PostParty;
  /** Thành phần hồ sơ: what is in the packet. */
  readonly contents: string;
  readonly weightGrams: number;
  /** What the postman collects; null: nothing. */
  readonly collect: Dong | null;
}

/** What is missing or wrong, by field; empty: it can be sent. */
export function faultsOf(order: PostOrder): readonly string[] {
  const party = (name: "sender" | "receiver", { address, ...who }: PostParty): readonly string[] => [
    ...(who.name.trim() ? [] : [`/${name}/name`]),
    ...(/^\+?\d{9,15}$/.test(who.phone.replaceAll(/[ .-]/g, "")) ? [] : [`/${name}/phone`]),
    ...(/^\d{2}$/.test(address.provinceCode) ? [] : [`/${name}/address/provinceCode`]),
    ...(/^\d{5}$/.test(address.communeCode) ? [] : [`/${name}/address/communeCode`]),
    ...(address.line.trim() ? [] : [`/${name}/address/line`]),
  ];
  return [
    ...(order.dossierCode ? [] : ["/dossierCode"]),
    ...(order.customerCode ? [] : ["/customerCode"]),
    ...(Number.isSafeInteger(order.attempt) && order.attempt >= 1 ? [] : ["/attempt"]),
    ...party("sender", order.sender),
    ...party("receiver", order.receiver),
    ...(order.contents.trim() ? [] : ["/contents"]),
    ...(Number.isSafeInteger(order.weightGrams) && order.weightGrams > 0 ? [] : ["/weightGrams"]),
    ...(order.collect === null || order.collect > 0n ? [] : ["/collect"]),
  ];
}

/** Added to the dossier's code where one dossier has two orders; by configuration, for the post may have its own rule. */
export type PurposeSuffixes = Readonly<Record<PostPurpose, string>>;
export const purposeSuffixes: PurposeSuffixes = { sendDossier: "", both: "", returnResult: "-KQ" };

/** Always the same for the same order: a repeat meets the first one instead of calling a second postman. */
export const orderNumber = (
  { dossierCode, purpose, attempt }: Pick<PostOrder, "dossierCode" | "purpose" | "attempt">,
  suffixes: PurposeSuffixes = purposeSuffixes,
): string => `${dossierCode}${suffixes[purpose]}${attempt === 1 ? "" : `-${attempt}`}`;

/** `unknown`: sent, and no answer that says what became of it (R4). */
export const orderStates = [
  "planned",
  "unknown",
  "ordered",
  "cancelPending",
  "refused",
  "cancelled",
  "underway",
  "delivered",
  "returned",
] as const;
export type OrderState = (typeof orderStates)[number];

/** A parcel that came back may be sent once more; what was delivered is done for its occasion. */
const over: readonly OrderState[] = ["refused", "cancelled", "returned"];

const sends = (purpose: PostPurpose): boolean => purpose !== "returnResult";
const returns = (purpose: PostPurpose): boolean => purpose !== "sendDossier";

/**
 * The order that stands in the way of another one: it sends papers for the same occasion (the filing, or one supplement that was
 * asked for), or brings the result as well. An order whose fate is unknown, or whose cancelling is pending, is one.
 */
export const orderInTheWay = <
  T extends { readonly purpose: PostPurpose; readonly occasion: number; readonly state: OrderState },
>(
  existing: readonly T[],
  { purpose, occasion }: { readonly purpose: PostPurpose; readonly occasion: number },
): T | undefined =>
  existing.find(
    (one) =>
      !over.includes(one.state) &&
      ((sends(one.purpose) && sends(purpose) && one.occasion === occasion) ||
        (returns(one.purpose) && returns(purpose))),
  );

/** The next of its purpose whose number none has: orders both ways and those that send may share their numbers. */
export function nextAttempt(
  existing: readonly { readonly purpose: PostPurpose; readonly number: string }[],
  purpose: PostPurpose,
  numberOf: (attempt: number) => string,
): number {
  const taken = new Set(existing.map(({ number }) => number));
  let attempt = existing.filter((one) => one.purpose === purpose).length + 1;
  while (taken.has(numberOf(attempt))) attempt += 1;
  return attempt;
}

/** A code of the post's own for an address, as agreed for a time; null: none is known. */
export interface PostalCode {
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly province: number;
  readonly district: number | null;
  readonly from: Day;
  readonly until: Day | null;
}

/** The commune's row before the province's. */
export function postalCodeOf(address: PostAddress, on: Day, codes: readonly PostalCode[]): PostalCode | null {
  const holds = codes.filter(
    (code) =>
      code.provinceCode === address.provinceCode && code.from <= on && (code.until === null || on <= code.until),
  );
  return (
    holds.find(({ communeCode }) => communeCode === address.communeCode) ??
    holds.find(({ communeCode }) => communeCode === null) ??
    null
  );
}
