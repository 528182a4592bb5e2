import type { StoredLetter } from "../store/letters.ts";
import * as letters from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { isErased, noteByAxis } from "./letter-known.ts";
import { owe } from "./letter-owe.ts";

/** A letter that came is asked back: by a letter of type 1, or by 13. */
export interface AskedOfUs {
  readonly reason: string | null;
  readonly path: "message" | "status";
  readonly at: Date;
  readonly axisId: string;
}

/** The sender wants a letter back: a person is asked, or the rules say at once what the law does. */
export async function askedBack(
  tx: Tx,
  letter: StoredLetter,
  { opens, answer }: { readonly opens: boolean; readonly answer: "15" | "16" | null },
  asked: AskedOfUs,
): Promise<void> {
  const { path, at } = asked;
  const reason = isErased(letter) ? null : asked.reason;
  await noteByAxis(tx, letter.id, "recallAsked", { path, axisId: asked.axisId }, at, reason);
  if (answer === null) {
    if (opens)
      await letters.changeLetter(tx, letter.id, {
        ...{ request: "recall", requestAt: at, requestReason: reason, requestPath: path, proposed: "15" },
      });
    return;
  }
  if (answer === "15" && letter.state !== "refused" && letter.state !== "recalled") {
    await letters.changeLetter(tx, letter.id, { state: "recalled" });
    await noteByAxis(tx, letter.id, "recalled", { was: letter.state }, at);
    await letters.showOnDossier(tx, letter.id);
  }
  await owe(tx, letter, answer, answer === "16" ? "Văn bản đã xử lý xong" : null, at);
}
