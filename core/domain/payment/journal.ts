import type { Dong } from "./dong.ts";

/**
 * Double entry (ADR 17, R17): what happened to money, as bookings that are only ever added. A line above zero is a debit,
 * below zero a credit; each booking's lines sum to zero. What was wrong is reversed by another booking.
 */

/**
 * `fees:owed`: what payers owe us. `fees:charged`: its other side. `gateway:…`: with a gateway, not yet with us. `bank:…`: on our
 * account. `post:…`: collected by the post under a customer code and the post's to hand over, and `post:unsettled`, the other side
 * of what was collected before its dossier had a fee.
 * `suspense`: ours to explain. `refunds:owed`: not ours. `charges:…`: what a gateway or a bank kept, or interest that it gave.
 */
export type Account =
  | "fees:owed"
  | "fees:charged"
  | `gateway:${string}`
  | `bank:${string}`
  | `post:${string}`
  | "post:unsettled"
  | "suspense"
  | "refunds:owed"
  | `charges:${string}`;

/** Where money can be: with a gateway, on a bank account, or with the post, which took it from the applicant. */
export type Holder = `gateway:${string}` | `bank:${string}` | `post:${string}`;

export interface Line {
  readonly account: Account;
  /** Dong, signed. */
  readonly amount: bigint;
}

export const bookingKinds = [
  "feeOwed",
  "paid",
  "settled",
  "paidLate",
  "paidTwice",
  "wrongAmount",
  "applied",
  "suspenseOwedBack",
  "notTaken",
  "refundDecided",
  "refundSent",
  "postCollected",
  "collectedOwedBack",
  "postSettled",
  "unexplained",
  "charged",
  "reversal",
] as const;
export type BookingKind = (typeof bookingKinds)[number];

declare const balanced: unique symbol;

/** Made by the functions of this file alone, so that its lines sum to zero. */
export interface Booking {
  readonly [balanced]: true;
  /** By the caller, from what caused it: the same cause books once. */
  readonly id: string;
  readonly kind: BookingKind;
  /** What it is about: a payment's reference, a settlement's, a refund's. */
  readonly about: string;
  readonly at: Date;
  readonly lines: readonly Line[];
  /** The booking that this one takes back. */
  readonly reverses: string | null;
}

export interface BookingOf {
  readonly id: string;
  readonly about: string;
  readonly at: Date;
}

/** A fee was fixed: somebody owes it. */
export const feeOwed = (of: BookingOf, amount: Dong): Booking =>
  move(of, "feeOwed", amount, "fees:owed", "fees:charged");

/** The amount that was asked for, in time, once. */
export const paid = (of: BookingOf, at: Holder, amount: Dong): Booking => move(of, "paid", amount, at, "fees:owed");

/** Success after we had closed the request (R5): seen, and owed back until somebody applies it. */
export const paidLate = (of: BookingOf, at: Holder, amount: Dong): Booking =>
  move(of, "paidLate", amount, at, "refunds:owed");

/** A second payment of a fee that is paid. */
export const paidTwice = (of: BookingOf, at: Holder, amount: Dong): Booking =>
  move(of, "paidTwice", amount, at, "refunds:owed");

/** More or less than was asked for: a person's, and nothing is completed by it (R16). */
export const wrongAmount = (of: BookingOf, at: Holder, amount: Dong): Booking =>
  move(of, "wrongAmount", amount, at, "suspense");

/** Money that waited pays a fee after all. */
export const applied = (of: BookingOf, from: "suspense" | "refunds:owed", amount: Dong): Booking =>
  move(of, "applied", amount, from, "fees:owed");

/** Money that waited is nobody's fee. */
export const suspenseOwedBack = (of: BookingOf, amount: Dong): Booking =>
  move(of, "suspenseOwedBack", amount, "suspense", "refunds:owed");

/** It paid a fee that its dossier does not take: it is owed back, and the fee is owed as before. */
export const notTaken = (of: BookingOf, amount: Dong): Booking =>
  move(of, "notTaken", amount, "fees:owed", "refunds:owed");

/** Of a fee that was rightly paid: what is owed back was charged no more. */
export const refundDecided = (of: BookingOf, amount: Dong): Booking =>
  move(of, "refundDecided", amount, "fees:charged", "refunds:owed");

export const refundSent = (of: BookingOf, from: Holder, amount: Dong): Booking =>
  move(of, "refundSent", amount, "refunds:owed", from);

/**
 * A gateway transferred what it held.
 *
 * @param gross what the payments were; @param charge what the gateway kept of it, from zero to all.
 * @throws {RangeError} for another charge.
 */
export function settled(
  of: BookingOf,
  gateway: string,
  bank: string,
  { gross, charge }: { readonly gross: Dong; readonly charge: Dong },
): Booking {
  if (charge < 0n || charge > gross) throw new RangeError(`a charge of ${charge} on ${gross}`);
  return book(of, "settled", [
    { account: `bank:${bank}`, amount: gross - charge },
    { account: `charges:${gateway}`, amount: charge },
    { account: `gateway:${gateway}`, amount: -positive(gross) },
  ]);
}

/**
 * What a statement or a gateway's file shows and nobody has explained yet: the account is right, and the rest waits.
 *
 * @param amount signed: money in is above zero.
 */
export const unexplained = (of: BookingOf, at: Holder, amount: bigint): Booking =>
  book(of, "unexplained", [
    { account: at, amount },
    { account: "suspense", amount: -amount },
  ]);

/**
 * A bank's or a gateway's charge, or the interest that it gave.
 *
 * @param amount signed, as the statement has it: a charge is below zero.
 */
export const charged = (of: BookingOf, at: Holder, name: string, amount: bigint): Booking =>
  book(of, "charged", [
    { account: at, amount },
    { account: `charges:${name}`, amount: -amount },
  ]);

/** The postman has it, and its dossier has no fee yet: once there is one, this is taken back and the receipt heard as a payment. */
export const postCollected = (of: BookingOf, customerCode: string, amount: Dong): Booking =>
  move(of, "postCollected", amount, postAccount(customerCode), "post:unsettled");

/** What the postman took is nobody's fee. */
export const collectedOwedBack = (of: BookingOf, amount: Dong): Booking =>
  move(of, "collectedOwedBack", amount, "post:unsettled", "refunds:owed");

/** The post transferred what it had collected. Whose fees that paid was decided receipt by receipt. */
export const postSettled = (of: BookingOf, customerCode: string, bank: string, amount: Dong): Booking =>
  move(of, "postSettled", amount, `bank:${bank}`, postAccount(customerCode));

/**
 * Takes a booking back, in full, by its opposite. A reversal is not reversed: what was right after all is booked anew.
 *
 * @throws {RangeError} for a reversal.
 */
export function reversal(of: BookingOf, what: Booking): Booking {
  if (what.kind === "reversal") throw new RangeError(`${what.id} is a reversal itself`);
  const lines = what.lines.map(({ account, amount }) => ({ account, amount: -amount }));
  return { ...book(of, "reversal", lines), reverses: what.id };
}

/** @throws {RangeError} where the code is that of the other side. */
export function postAccount(customerCode: string): `post:${string}` {
  if (customerCode === "" || customerCode === "unsettled") throw new RangeError(`no customer code: ${customerCode}`);
  return `post:${customerCode}`;
}

const move = (of: BookingOf, kind: BookingKind, amount: Dong, to: Account, from: Account): Booking =>
  book(of, kind, [
    { account: to, amount: positive(amount) },
    { account: from, amount: -amount },
  ]);

/** The one door. @throws {RangeError} for lines that do not sum to zero: a mistake of ours, not somebody's input. */
function book({ id, about, at }: BookingOf, kind: BookingKind, lines: readonly Line[]): Booking {
  const moved = lines.filter(({ amount }) => amount !== 0n);
  if (sumOf(moved) !== 0n || moved.length < 2) throw new RangeError(`${id}: the lines do not sum to zero`);
  return { id, kind, about, at, lines: moved, reverses: null } as unknown as Booking;
}

function positive(amount: Dong): Dong {
  if (amount <= 0n) throw new RangeError(`a booking of ${amount}`);
  return amount;
}

export const sumOf = (lines: readonly Line[]): bigint => lines.reduce((sum, { amount }) => sum + amount, 0n);

/** What stands on each account; all of them together are zero. */
export function balancesOf(bookings: Iterable<Booking>): ReadonlyMap<Account, bigint> {
  const balances = new Map<Account, bigint>();
  for (const { lines } of bookings)
    for (const { account, amount } of lines) balances.set(account, (balances.get(account) ?? 0n) + amount);
  return balances;
}
