import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type {
  EdxmlDay,
  EdxmlDocument,
  EdxmlFile,
  EdxmlMessage,
  EdxmlOrganization,
  EdxmlResponseFor,
  EdxmlStatus,
  EdxmlWarning,
} from "../../contracts/edxml/message.ts";
import { parseDay, type Day } from "../../core/domain/day.ts";
import type {
  Arriving,
  ArrivingLetter,
  ArrivingStatus,
  LetterPaper,
  LetterWarning,
  NamedLetter,
  Organ,
} from "../../core/domain/letter/arriving.ts";

/** A message in the core's own terms, whatever its dialect, and its papers. */
export function toArriving(
  message: EdxmlMessage,
  files: readonly EdxmlFile[],
): { readonly arriving: Arriving; readonly papers: readonly LetterPaper[] } {
  if (message.kind === "status") return { arriving: toStatus(message), papers: [] };
  const papers = message.attachments.flatMap(({ name, description }, at): LetterPaper[] => {
    const file = files[at];
    if (!file || file.size === 0) return [];
    return [{ sha256: file.sha256, size: file.size, type: file.type, name, description }];
  });
  return { arriving: toLetter(message, files), papers };
}

const organOf = ({ organId, organName }: EdxmlOrganization): Organ => ({ id: organId, name: organName });
const dayOf = (said: EdxmlDay | null): Day | null => (said?.day ? parseDay(said.day) : null);
const yearOf = (said: EdxmlDay | null): number | null => (said?.day ? Number(said.day.slice(0, 4)) : null);
const warningOf = ({ code, at, detail }: EdxmlWarning): LetterWarning => ({
  code,
  detail: [at, detail].filter((text) => text !== "").join(": "),
});

/** Some systems put each of these two where the other belongs. */
function nameOf({ organId, code, documentId, promulgationDate }: EdxmlResponseFor): NamedLetter {
  const isSwapped = organId !== null && code !== null && organId.includes("/") && !code.includes("/");
  const [organ, number] = isSwapped ? [code, organId] : [organId, code];
  return { organ, documentId, code: number, year: yearOf(promulgationDate) };
}

function toLetter(message: EdxmlDocument, files: readonly EdxmlFile[]): ArrivingLetter {
  const { business, otherInfo } = message;
  return {
    kind: "letter",
    from: organOf(message.from),
    to: message.to.map(organOf),
    ...{ documentId: message.documentId, number: message.codeNumber, notation: message.codeNotation },
    ...{ issued: dayOf(message.promulgationDate), year: yearOf(message.promulgationDate) },
    ...{ typeName: message.documentType.typeName, subject: message.subject, content: message.content },
    signer: { position: message.signer.position, fullName: message.signer.fullName },
    ...{ due: dayOf(message.dueDate), priority: otherInfo.priority, referenceCodes: otherInfo.referenceCodes },
    responseFor: message.responseFor.map(nameOf),
    replyFors: otherInfo.replyFors,
    business: {
      ...{ kind: business.kind, reason: business.reason, documentId: business.documentId },
      replaced: business.replaced.map(({ documentId }) => documentId),
      receivers: business.receivers.map(({ organId, change }) => ({ organ: organId, change })),
    },
    writtenAt: momentOf(message.trace[0]?.timestamp?.at ?? null),
    digest: digestOf({
      ...said(message),
      files: files.map(({ sha256 }) => sha256),
      business: business.kind === "recall" ? [business, message.trace[0]?.timestamp?.text ?? null] : null,
    }),
    isSigned: message.signature === "present",
    warnings: message.warnings.map(warningOf),
  };
}

const toStatus = (message: EdxmlStatus): ArrivingStatus => ({
  kind: "status",
  from: organOf(message.from),
  about: nameOf(message.responseFor),
  ...{ code: message.statusCode, description: message.description },
  saidAt: momentOf(message.timestamp?.at ?? null),
  digest: digestOf(said(message)),
  isSigned: message.signature === "present",
  warnings: message.warnings.map(warningOf),
});

const momentOf = (at: string | null): Date | null => (at === null ? null : new Date(at));

/** What it says, without what changes on its way (hops) and how it was written (dialect, warnings, signature). */
const said = (message: EdxmlMessage): object => ({
  ...message,
  ...{ dialect: undefined, warnings: undefined, trace: undefined, signature: undefined },
});

const digestOf = (value: object): string =>
  createHash("sha256")
    .update(canonicalize(JSON.parse(JSON.stringify(value))) ?? "")
    .digest("hex");
