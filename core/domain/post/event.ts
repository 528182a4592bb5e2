/** What the post said happened. */
export interface PostEvent {
  /** By which a repeat is known: the feed's id, or what the event is made of. */
  readonly key: string;
  readonly orderNumber: string;
  readonly waybill: string | null;
  /** As it came, for people. */
  readonly code: string;
  /** Null: a code that no table of this profile knows. It is kept and shown, and means nothing. */
  readonly meaning: PostMeaning | null;
  readonly at: Date | null;
  readonly said: string | null;
  readonly place: string | null;
}

export const postMeanings = [
  "draft",
  "created",
  "passedToPostman",
  "processing",
  "pickingUp",
  "pickupAttemptFailed",
  "pickedUp",
  "receivedAtOffice",
  "pickupFailed",
  "pickupCancelled",
  "inTransit",
  "atDeliveringOffice",
  "outForDelivery",
  "forwarded",
  "delivered",
  "deliveryAttemptFailed",
  "awaitingReturn",
  "returnApproved",
  "returnStarted",
  "returned",
  "partlyReturned",
  "codPaidOut",
  "deliveryCancelled",
  "partlyDelivered",
  "returning",
  "shippingFeePaid",
  "cancellationFeePaid",
] as const;
export type PostMeaning = (typeof postMeanings)[number];

/** Where the parcel is. `forPerson`: the post's words leave it open, and somebody asks. */
export type ParcelStage = "ordered" | "underway" | "delivered" | "returning" | "returned" | "cancelled" | "forPerson";

/** Null: about money or paper, the parcel stays where it is. */
export const stageOf: Readonly<Record<PostMeaning, ParcelStage | null>> = {
  draft: null,
  created: "ordered",
  passedToPostman: "ordered",
  processing: "ordered",
  pickingUp: "ordered",
  pickupAttemptFailed: "ordered",
  pickedUp: "underway",
  receivedAtOffice: "underway",
  // one implementation waits on, another takes it for cancelled
  pickupFailed: "forPerson",
  pickupCancelled: "cancelled",
  inTransit: "underway",
  atDeliveringOffice: "underway",
  outForDelivery: "underway",
  forwarded: "underway",
  delivered: "delivered",
  deliveryAttemptFailed: "underway",
  awaitingReturn: "returning",
  returnApproved: "returning",
  returnStarted: "returning",
  returned: "returned",
  partlyReturned: "forPerson",
  codPaidOut: null,
  deliveryCancelled: "forPerson",
  partlyDelivered: "forPerson",
  returning: "returning",
  shippingFeePaid: null,
  cancellationFeePaid: null,
};

/** What is known of one order's parcel; the events themselves are kept, all of them. */
export interface ParcelProgress {
  readonly stage: ParcelStage;
  /** Of the event that led here; null: it had no time, or there was none. */
  readonly since: Date | null;
  readonly seen: ReadonlySet<string>;
}

export const orderedParcel: ParcelProgress = { stage: "ordered", since: null, seen: new Set() };

export type Followed =
  | "moved"
  /** It says where the parcel is already, or is about money. */
  | "same"
  | "repeated"
  /** Older than what is known: kept in its place in history. */
  | "late"
  | "unknownCode"
  /** It undoes an end: kept, and a person asks the post. */
  | "contradicts";

const ends: readonly ParcelStage[] = ["delivered", "returned", "cancelled"];

/** Events come in any order and more than once (R3): what ended stays ended, and nothing is guessed. */
export function follow(
  progress: ParcelProgress,
  event: PostEvent,
): { readonly progress: ParcelProgress; readonly followed: Followed } {
  if (progress.seen.has(event.key)) return { progress, followed: "repeated" };
  const kept = { ...progress, seen: new Set([...progress.seen, event.key]) };
  if (event.meaning === null) return { progress: kept, followed: "unknownCode" };
  const stage = stageOf[event.meaning];
  if (stage === null || stage === progress.stage) {
    const since = stage !== null && isLater(event.at, progress.since) ? event.at : progress.since;
    return { progress: { ...kept, since }, followed: "same" };
  }
  if (event.at && progress.since && event.at < progress.since) {
    // an end that comes late is still the end of what was under way before it
    return { progress: kept, followed: ends.includes(stage) ? "contradicts" : "late" };
  }
  if (ends.includes(progress.stage)) return { progress: kept, followed: "contradicts" };
  return { progress: { ...kept, stage, since: event.at ?? progress.since }, followed: "moved" };
}

const isLater = (at: Date | null, since: Date | null): boolean => at !== null && (since === null || at > since);
