import type { Service } from "../../contracts/national-portal/envelope.ts";
import { canonicalJson, sha256Of } from "../../core/service/canonical-json.ts";
import { forgetPush, notePushed, notePushing } from "../../core/service/portal-pushes.ts";
import type { Database } from "../../platform/database.ts";
import type { Push, Reply } from "./ask.ts";

/** How a row ended, by its place in what was given, from 0. */
export interface Pushed {
  readonly told: readonly number[];
  /** The portal took them before. */
  readonly before: readonly number[];
  /** They left before, and no answer came: nobody can ask whether they are there, and they did not go again. */
  readonly doubtful: readonly number[];
  readonly left: readonly { readonly at: number; readonly reply: Reply }[];
}

/**
 * Hands over rows of a service that has no question about what it holds: each in a call of its own, since one answer
 * covers a call (quirk 11), and once: that it leaves is on record before it does (quirk 7). The same row again is the same
 * content; what was corrected is another one.
 * @param again a person looked and says that what is in doubt is not there.
 */
export async function pushOnce(
  { db, push }: { readonly db: Database; readonly push: Push },
  service: Service,
  rows: readonly object[],
  again: boolean,
  signal: AbortSignal,
): Promise<Pushed> {
  const ended = { told: [] as number[], before: [] as number[], doubtful: [] as number[] };
  const left: { at: number; reply: Reply }[] = [];
  for (const [at, row] of rows.entries()) {
    const digest = sha256Of(canonicalJson(row).normalize("NFC"));
    const known = await notePushing(db, service, digest);
    if (known === "acknowledged") ended.before.push(at);
    else if (known === "sent" && !again) ended.doubtful.push(at);
    else {
      const reply = await push(service, [row], signal);
      if (reply.kind === "done") await notePushed(db, service, digest);
      else if (reply.kind !== "unknown" && reply.kind !== "unclear") await forgetPush(db, service, digest);
      if (reply.kind === "done") ended.told.push(at);
      else left.push({ at, reply });
    }
  }
  return { ...ended, left };
}
