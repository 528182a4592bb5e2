import { cleanText } from "../../national-portal/text.ts";
import { unheard, type Profile } from "../profile.ts";
import { readFields, textOf } from "../received.ts";

/**
 * "dptracuuthanhtoanhs": the portal asks what a dossier owes. Unsigned: the line it comes by vouches for it. Of the bill the
 * facts name MaTraCuuTT alone; SoTien and NoiDung are ours to add.
 */
export const inquiry: NonNullable<Profile["inquiry"]> = {
  namesReference: true,
  read(received) {
    const fields = readFields(received);
    if (!fields) return unheard("malformed", "unreadable", "", null);
    const key = (textOf(fields, "MaHoSo") ?? "").trim();
    if (key === "") return unheard("malformed", "missing", "MaHoSo", fields);
    return { ok: true, key, isFor: () => true, fields };
  },
  answer: (verdict, owed) => ({
    status: 200,
    body:
      verdict === "recorded" && owed
        ? {
            error_code: 1,
            message: {
              MaTraCuuTT: owed.reference,
              SoTien: String(owed.amount),
              NoiDung: cleanText(owed.description),
            },
          }
        : { error_code: verdict === "nothingOwed" || verdict === "alreadyPaid" ? 0 : -1, message: [] },
    signed: null,
  }),
};
