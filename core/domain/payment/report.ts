import type { Dong } from "./dong.ts";

/** `unknown` is a state of its own: a timeout is no failure, and a code that no table knows is no success (R4). */
export type PaymentOutcome = "paid" | "failed" | "pending" | "reversed" | "unknown";

/** What a gateway says of one payment: in a callback, or when it is asked. */
export interface PaymentReport {
  /** Ours, under which it was asked for. */
  readonly reference: string;
  readonly outcome: PaymentOutcome;
  /** As said; null: not said, or not an amount. */
  readonly amount: Dong | null;
  /** ISO 4217. Null: the message has no field for it. */
  readonly currency: string | null;
  /** Of the gateway, by which a repeat is known. */
  readonly theirNumber: string | null;
  readonly at: Date | null;
  /** As it came, for people. */
  readonly code: string;
  readonly said: string | null;
}

/** What a signature covers. What is not covered is compared, and an outcome that is not is asked for (R6, R9). */
export type Signed = "reference" | "amount" | "outcome";

/**
 * How a message ended; the profile answers each in its own codes. `repeated`: it is known, and is answered as the first
 * time. `alreadyPaid`: the fee is, by another payment; this one is kept all the same (R5).
 */
export type CallbackVerdict =
  "recorded" | "repeated" | "alreadyPaid" | "notFound" | "wrongAmount" | "badSignature" | "malformed" | "tryAgain";
