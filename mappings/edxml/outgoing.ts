import type {
  EdxmlBusinessInfo,
  EdxmlDay,
  EdxmlDocument,
  EdxmlMoment,
  EdxmlOrganization,
  EdxmlResponseFor,
  EdxmlStatus,
} from "../../contracts/edxml/message.ts";
import { writeMoment } from "../../core/domain/clock/moment.ts";
import type { Organ } from "../../core/domain/letter/arriving.ts";
import type { OutgoingLetter, OutgoingStatus } from "../../core/domain/letter/outgoing.ts";

const organization = ({ id, name }: Organ): EdxmlOrganization => ({
  ...{ organId: id, organizationInCharge: null, organName: name, organAdd: null, email: null, telephone: null },
  ...{ fax: null, website: null },
});
const slashed = (day: string): string => day.replaceAll("-", "/");
const day = (of: string): EdxmlDay => ({ text: slashed(of), day: of });
/** Viet Nam's time without zone, as edXML writes it. */
const moment = (at: Date): EdxmlMoment => {
  const text = writeMoment(at);
  return { text: `${slashed(text.slice(0, 10))} ${text.slice(11, 19)}`, at: at.toISOString() };
};
const name = ({ organ, code, documentId, issued }: OutgoingStatus["about"]): EdxmlResponseFor => ({
  ...{ organId: organ, code, documentId, promulgationDate: issued === null ? null : day(issued) },
});

const mediaTypes: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  zip: "application/zip",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** A letter of ours as an edXML message; its files go along in the same order. */
export function fromLetter(letter: OutgoingLetter): EdxmlDocument {
  return {
    ...{ kind: "document", dialect: "qcvn", from: organization(letter.from), to: letter.to.map(organization) },
    ...{ documentId: letter.documentId, codeNumber: letter.number, codeNotation: letter.notation },
    ...{ place: letter.place, promulgationDate: day(letter.issued) },
    // the administrative group; the name alone tells
    documentType: { type: "2", typeDetail: null, typeName: letter.typeName },
    ...{ subject: letter.subject, content: letter.content, signer: letter.signer },
    ...{ dueDate: letter.due === null ? null : day(letter.due), toPlaces: [] },
    otherInfo: {
      ...{ priority: letter.priority, sphereOfPromulgation: null, typerNotation: null, promulgationAmount: null },
      ...{ pageAmount: null, direction: null, referenceCodes: letter.referenceCodes, replyFors: [], appendixes: [] },
    },
    responseFor: letter.responseFor.map(name),
    ...{ steeringType: null, responseForTask: [], applicationType: null },
    business: businessOf(letter.business),
    trace: [{ organId: letter.from.id, timestamp: moment(letter.at) }],
    attachments: letter.files.map((file, at) => ({
      ...{ contentId: String(at + 1), name: file.name, description: null },
      contentType: mediaTypes[file.type] ?? "application/octet-stream",
    })),
    ...{ signature: "none", warnings: [] },
  };
}

const businessOf = (business: OutgoingLetter["business"]): EdxmlBusinessInfo => ({
  ...{ kind: business.kind, reason: business.reason, documentId: business.documentId ?? null, paper: "0" },
  changed: business.changed ?? { document: null, receivers: null },
  receivers: (business.receivers ?? []).map(({ organ, change }) => ({ organId: organ, change })),
  replaced: (business.replaced ?? []).map(({ documentId, organs }) => ({ documentId, organIds: organs })),
  staff: null,
});

export const fromStatus = (status: OutgoingStatus): EdxmlStatus => ({
  ...{ kind: "status", dialect: "qcvn", from: organization(status.from), responseFor: name(status.about), staff: null },
  ...{ statusCode: status.code, description: status.description, timestamp: moment(status.at) },
  ...{ signature: "none", warnings: [] },
});
