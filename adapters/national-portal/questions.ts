import type { QuestionReply } from "../../contracts/national-portal/questions.ts";
import { keepQuestions, listQuestions, noteAnswerTold } from "../../core/service/portal-questions.ts";
import { isObject, scalar } from "../../mappings/national-portal/dialects/wire.ts";
import { cleanText } from "../../mappings/national-portal/text.ts";
import { formatHcm14 } from "../../mappings/national-portal/time.ts";
import type { Database } from "../../platform/database.ts";
import type { Push, Read, Reply } from "./ask.ts";

export interface QuestionsPulled {
  readonly listed: number;
  readonly added: number;
  /** The portal says of them that they are not for us (TRANGTHAI 0). */
  readonly passedOver: number;
  /** Without an id: they cannot be answered. */
  readonly nameless: number;
}

/** Fetches what was asked on the portal. @throws when it gave no list. */
export async function pullQuestions(db: Database, read: Read, signal: AbortSignal): Promise<QuestionsPulled> {
  const { reply, rows, code } = await read("LayDanhSachHoiDapGuiTuDVCQG", {}, signal);
  if (reply.kind !== "done" && !(rows?.length === 0 && code === "0"))
    throw new Error(`questions of the portal: ${reply.detail}`);
  const all = (rows ?? []).filter(isObject);
  const ours = all.filter((row) => scalar(row["TRANGTHAI"]) !== "0");
  const named = ours.flatMap((row) => {
    const id = scalar(row["HOIDAPID"]) ?? "";
    return id === "" ? [] : [{ id, row, askedFor: scalar(row["MADONVI"]) }];
  });
  const added = await keepQuestions(db, named);
  return {
    ...{ listed: rows?.length ?? 0, added, passedOver: all.length - ours.length },
    nameless: (rows?.length ?? 0) - all.length + ours.length - named.length,
  };
}

/**
 * Hands back the answers that the portal does not have, each in a call of its own: one answer covers a call, and the
 * question refused would take the others with it (quirk 11). After an ending that nobody knows an answer stays untold:
 * it is asked for before it is sent again.
 */
export async function pushAnswers(
  { db, read, push }: { readonly db: Database; readonly read: Read; readonly push: Push },
  now: () => Date,
  signal: AbortSignal,
): Promise<{
  readonly told: readonly string[];
  readonly left: readonly { readonly id: string; readonly reply: Reply }[];
}> {
  const told: string[] = [];
  const left: { id: string; reply: Reply }[] = [];
  for (const { id, answer, answeredAt } of await listQuestions(db, "untold")) {
    if (!answer || !answeredAt) continue;
    const row: QuestionReply = {
      ...{ HOIDAPID: id, MADONVI: answer.unit, NGUOITRALOI: cleanText(answer.by) },
      ...{ CHUCVUNGUOITRALOI: cleanText(answer.title), NGAYTRALOI: formatHcm14(answeredAt) },
      NOIDUNGTRALOI: cleanText(answer.text, true),
    };
    const there = await read("LayNoiDungTraLoiTheoCauHoi", { cauhoiid: id }, signal);
    const isThere = there.rows?.some((each) => isObject(each) && (scalar(each["HOIDAPID"]) ?? "") === id) ?? false;
    const isKnown = there.reply.kind === "done" || (there.rows?.length === 0 && there.code === "0");
    const reply: Reply = isThere
      ? { kind: "done", detail: "it has an answer" }
      : isKnown
        ? await push("DongBoKetQuaHoiDapGuiTuDVCQG", [row], signal)
        : there.reply;
    if (reply.kind === "done") {
      await noteAnswerTold(db, id, now());
      told.push(id);
    } else left.push({ id, reply });
  }
  return { told, left };
}
