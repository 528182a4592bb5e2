import type { Day } from "./day.ts";
import type { DossierCode } from "./dossier-code.ts";
import type { OrgCode } from "./org-code.ts";

/** Something true that somebody is owed the news of. Written in the transaction that made it true (P2). */
export interface Announcement {
  readonly receiver: OrgCode;
  readonly subject: DossierCode;
  /** The event behind it: every receiver's message of one step shares it. */
  readonly eventId: string;
  /** Past tense, versioned: `vn.lienthong.dossier.handed-over.v1`. */
  readonly type: string;
  readonly time: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** It was for an agency that ended, and goes to the one that follows it (P10). */
  readonly former?: Former;
  /** It goes before what is not, where not all of a partner's can go at once. */
  readonly ahead?: true;
}

/** For whom a message was first, and why it goes to another. */
export interface Former {
  readonly receiver: OrgCode;
  /** Its id there, and its place in that lane. */
  readonly messageId: string;
  readonly sequence: number;
  /** It was sent there, or could be fetched there, and nobody confirmed it. */
  readonly mayHaveIt: boolean;
  /** First day without that agency. */
  readonly effective: Day;
  readonly ground: string;
  readonly basis: string;
}
