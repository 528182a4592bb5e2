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
}
