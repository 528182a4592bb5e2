import type { OrgCode } from "../domain/org-code.ts";
import type { Dong } from "../domain/payment/dong.ts";
import type { PostOrder } from "../domain/post/order.ts";

/** One of the agencies' accounts with the post, as the connection file names it. */
export interface PostAccount {
  readonly name: string;
  readonly profile: string;
  readonly customerCode: string;
  readonly canCancel: boolean;
  readonly canQuote: boolean;
  /** That is ordered; empty: the profile has one alone. */
  readonly service: string;
}

export type Quoted =
  | { readonly kind: "quoted"; readonly prices: readonly { readonly service: string; readonly price: Dong }[] }
  | { readonly kind: "incomplete"; readonly faults: readonly string[] }
  | { readonly kind: "refused"; readonly said: string }
  /** Nothing was ordered by asking: it may be asked again. */
  | { readonly kind: "noAnswer" };

/** What the core asks of the post's side before an order is queued; wired by main. */
export interface PostDesk {
  /** Undefined: the agency has no account. */
  readonly accountFor: (unit: OrgCode) => PostAccount | undefined;
  readonly accountNamed: (name: string) => PostAccount | undefined;
  readonly numberOf: (order: Pick<PostOrder, "dossierCode" | "purpose" | "attempt">) => string;
  /** Fields, as JSON pointers, without which the account's profile makes no order. */
  readonly faultsOf: (account: string, order: PostOrder) => readonly string[];
  readonly quote: (account: string, order: PostOrder, signal: AbortSignal) => Promise<Quoted>;
  /** The post's own label, a PDF in base64; null: the profile has none, or the post gave none now. */
  readonly label: (account: string, waybill: string, signal: AbortSignal) => Promise<string | null>;
}
