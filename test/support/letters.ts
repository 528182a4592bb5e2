import { createHash } from "node:crypto";
import { decideArrival, targetsOf, usualRecallRules, type KnownLetter } from "../../core/domain/letter/arrive.ts";
import type { ArrivingLetter, ArrivingStatus } from "../../core/domain/letter/arriving.ts";
import type { LetterBusiness } from "../../core/domain/letter/letter.ts";
import { parseDay } from "../../core/domain/day.ts";

export const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A letter of an invented department to an invented commune. */
export const aLetter = (but: Partial<ArrivingLetter> = {}): ArrivingLetter => {
  const letter = {
    kind: "letter" as const,
    from: { id: "000.00.17.H38", name: "Sở Nội vụ tỉnh Mẫu" },
    to: [{ id: "000.03.26.H38", name: "UBND xã Mẫu" }],
    documentId: "000.00.17.H38,2026/11/20,12/SNV-TCBC",
    number: "12",
    notation: "SNV-TCBC",
    issued: parseDay("2026-11-20"),
    year: 2026,
    typeName: "Công văn",
    subject: "Trả lời về hồ sơ thử nghiệm",
    content: null,
    signer: { position: "Giám đốc", fullName: "Lê Văn Thử Nghiệm" },
    due: null,
    priority: "0",
    referenceCodes: [],
    responseFor: [],
    replyFors: [],
    business: { kind: "new" as const, reason: null, documentId: null, replaced: [], receivers: [] },
    writtenAt: new Date("2026-11-20T02:00:00Z"),
    isSigned: false,
    warnings: [],
    ...but,
  };
  return { digest: digestOf(JSON.stringify(letter)), ...letter };
};

export const acting = (
  kind: LetterBusiness,
  but: Partial<ArrivingLetter["business"]> = {},
): ArrivingLetter["business"] => ({
  ...{ kind, reason: null, documentId: null, replaced: [], receivers: [] },
  ...but,
});

export const aStatus = (but: Partial<ArrivingStatus> = {}): ArrivingStatus => {
  const status = {
    kind: "status" as const,
    from: { id: "000.00.17.H38", name: "Sở Nội vụ tỉnh Mẫu" },
    about: {
      organ: "000.03.26.H38",
      documentId: "000.03.26.H38,2026/11/20,45/UBND-VP",
      code: "45/UBND-VP",
      year: 2026,
    },
    code: "01" as const,
    description: null,
    saidAt: new Date("2026-11-20T03:00:00Z"),
    isSigned: false,
    warnings: [],
    ...but,
  };
  return { digest: digestOf(JSON.stringify(status)), ...status };
};

/** One mailbox in memory, by the pure decisions alone: what any order of messages makes of it. */
export function paperMailbox() {
  interface Kept extends KnownLetter {
    readonly fromKey: string;
    readonly documentIds: readonly string[];
    readonly versions: readonly string[];
    readonly replacedBy: bigint | null;
  }
  const letters: Kept[] = [];
  const seen = new Map<string, bigint>();
  let parked: { readonly message: ArrivingLetter; readonly documentId: string; readonly by: bigint | null }[] = [];
  const put = (id: bigint, change: Partial<Kept>) => {
    const at = letters.findIndex((one) => one.id === id);
    letters[at] = { ...(letters[at] as Kept), ...change };
  };
  const ask = (letter: Kept) => {
    if (letter.state !== "recalled" && letter.state !== "refused")
      put(letter.id, { request: { kind: "recall", at: new Date(0), reason: null } });
  };
  const again = (id: bigint) => {
    const letter = letters.find((one) => one.id === id) as Kept;
    for (const one of parked.filter(({ documentId }) => letter.documentIds.includes(documentId)))
      if (one.by !== null) put(id, { state: "replaced", replacedBy: one.by });
      else ask(letters.find((it) => it.id === id) as Kept);
    parked = parked.filter(({ documentId }) => !letter.documentIds.includes(documentId));
  };
  const arrive = (message: ArrivingLetter): void => {
    const fromKey = message.from.id;
    const key = `${fromKey} ${message.documentId} ${message.business.kind} ${message.digest}`;
    const bearing = (id: string) => letters.filter((one) => one.fromKey === fromKey && one.documentIds.includes(id));
    const targets = targetsOf(message);
    const same = seen.get(key);
    if (same === undefined && seen.has(key)) return;
    const decision = decideArrival(
      message,
      message.business.kind,
      {
        same: letters.find(({ id }) => id === same),
        targets: new Map(targets.map((id) => [id, bearing(id)])),
        foreign: new Set(),
        sameIdentifier: bearing(message.documentId),
        sameNumber: [],
      },
      usualRecallRules,
    );
    const version = {
      ...{ versionDigest: message.digest, versionAt: message.writtenAt, versionOf: message.business.kind },
    };
    switch (decision.do) {
      case "repeat":
        return;
      case "park":
        if (!parked.some((one) => one.message.digest === message.digest))
          parked.push({ message, documentId: decision.documentId, by: null });
        return;
      case "keep": {
        const id = BigInt(letters.length + 1);
        const own = message.business.kind === "update" ? targets : [];
        letters.push({
          ...{ id, state: "arrived", request: null, isOriginalHere: decision.isOriginal, isErased: false },
          ...{ ...version, fromKey },
          ...{ documentIds: [message.documentId, ...own], versions: [message.digest], replacedBy: null },
        });
        for (const old of decision.replaces) put(old, { state: "replaced", replacedBy: id });
        for (const documentId of decision.awaits) parked.push({ message, documentId, by: id });
        seen.set(key, id);
        again(id);
        return;
      }
      case "version": {
        const letter = letters.find(({ id }) => id === decision.letter) as Kept;
        put(decision.letter, {
          ...(decision.counts ? version : {}),
          ...(message.business.kind === "new" ? { isOriginalHere: true } : {}),
          documentIds: [...letter.documentIds, message.documentId],
          versions: [...letter.versions, message.digest],
        });
        seen.set(key, decision.letter);
        again(decision.letter);
        return;
      }
      case "recall":
        seen.set(key, decision.letter);
        if (decision.opens) ask(letters.find(({ id }) => id === decision.letter) as Kept);
    }
  };
  return {
    arrive,
    /** Without what hangs on the order by itself: numbers of letters. */
    standing: () =>
      letters
        .map(({ state, request, versionDigest, versions, documentIds, replacedBy }) => ({
          ...{ state, request: request?.kind ?? null, counts: versionDigest, versions: [...versions].sort() },
          documentIds: [...new Set(documentIds)].sort(),
          replacedBy: letters.find(({ id }) => id === replacedBy)?.versionDigest ?? null,
        }))
        .sort((a, b) => (a.counts < b.counts ? -1 : 1)),
    parked: () => parked.length,
  };
}
