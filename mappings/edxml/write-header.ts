import type {
  EdxmlDay,
  EdxmlDocument,
  EdxmlMoment,
  EdxmlOrganization,
  EdxmlResponseFor,
  EdxmlStaff,
  EdxmlStatus,
} from "../../contracts/edxml/message.ts";
import { plain, slashed, type EdxmlForm } from "./write-form.ts";

/**
 * An element of ours under the envelope: all of them have the prefix edXML, which one reader cannot do without. Content that is
 * null or has no children is left out, or stands there empty, as the form has it.
 */
export interface Element {
  readonly name: string;
  readonly content: string | null | readonly (Element | null)[];
  readonly attributes?: string;
  /** Not even an empty one: of what repeats there may be none. */
  readonly repeats?: boolean;
}

const offsetMs = 7 * 3_600_000;
const kinds = { new: "0", recall: "1", update: "2", replace: "3" };

/** The parts of a header, in the order in which the axis' own kit writes them: readers must not need it, and some do. */
export function headerOf(message: EdxmlDocument | EdxmlStatus, form: EdxmlForm): readonly Element[] {
  const of = elementsOf(form);
  return message.kind === "status"
    ? [statusHeader(message, of)]
    : [documentHeader(message, form, of), traceOf(message, of)];
}

function elementsOf({ organIdOf }: EdxmlForm) {
  const one = (name: string, text: string | null): Element => ({ name, content: plain(text) });
  const all = (name: string, texts: readonly string[]): readonly Element[] =>
    texts.map((text) => ({ ...one(name, text), repeats: true }));
  const group = (name: string, ...content: readonly (Element | null)[]): Element => ({ name, content });
  const organId = (id: string | null): Element => {
    const written = plain(id);
    return { name: "OrganId", content: written === null ? null : organIdOf(written) };
  };
  const day = (name: string, value: EdxmlDay | null): Element =>
    one(name, value && (value.day === null ? value.text : slashed(value.day)));
  const moment = (name: string, value: EdxmlMoment | null): Element =>
    one(name, value && (value.at === null ? value.text : writeMoment(value.at)));
  const organization = (name: string, of: EdxmlOrganization): Element =>
    group(
      name,
      organId(of.organId),
      one("OrganizationInCharge", of.organizationInCharge),
      one("OrganName", of.organName),
      one("OrganAdd", of.organAdd),
      one("Email", of.email),
      one("Telephone", of.telephone),
      one("Fax", of.fax),
      one("Website", of.website),
    );
  const responseFor = (of: EdxmlResponseFor): Element => ({
    ...group(
      "ResponseFor",
      organId(of.organId),
      one("Code", of.code),
      one("DocumentId", of.documentId),
      day("PromulgationDate", of.promulgationDate),
    ),
    repeats: true,
  });
  const staff = (of: EdxmlStaff | null): Element | null =>
    of &&
    group(
      "StaffInfo",
      one("Department", of.department),
      one("Staff", of.staff),
      one("Email", of.email),
      one("Mobile", of.mobile),
    );
  return { one, all, group, organId, day, moment, organization, responseFor, staff };
}
type Elements = ReturnType<typeof elementsOf>;

function documentHeader(message: EdxmlDocument, { profile }: EdxmlForm, of: Elements): Element {
  const { one, all, group, day } = of;
  const { documentType, signer, otherInfo: other } = message;
  // one reader takes a missing Content for one that is too long; many repeat the subject there
  const content = plain(message.content) ?? (profile === "bkav" ? message.subject : null);
  return group(
    "MessageHeader",
    of.organization("From", message.from),
    ...message.to.map((to) => of.organization("To", to)),
    one("DocumentId", message.documentId),
    group("Code", one("CodeNumber", message.codeNumber), one("CodeNotation", message.codeNotation)),
    group("PromulgationInfo", one("Place", message.place), day("PromulgationDate", message.promulgationDate)),
    group(
      "DocumentType",
      one("Type", documentType.type),
      one("TypeDetail", documentType.typeDetail),
      one("TypeName", documentType.typeName),
    ),
    one("Subject", message.subject),
    one("Content", content),
    group(
      "SignerInfo",
      one("Competence", signer.competence),
      one("Position", signer.position),
      one("FullName", signer.fullName),
    ),
    day("DueDate", message.dueDate),
    group(
      "OtherInfo",
      one("Priority", other.priority),
      one("SphereOfPromulgation", other.sphereOfPromulgation),
      one("TyperNotation", other.typerNotation),
      one("PromulgationAmount", other.promulgationAmount),
      one("PageAmount", other.pageAmount),
      ...all("ReplyFors", other.replyFors),
      one("Direction", other.direction === null ? null : String(other.direction)),
      ...all("ReferenceCodes", other.referenceCodes),
      group("Appendixes", ...all("Appendix", other.appendixes)),
    ),
    ...message.responseFor.map(of.responseFor),
    one("SteeringType", message.steeringType),
    { ...group("ResponseForTask", ...all("TaskCode", message.responseForTask)), repeats: true },
    { ...one("ApplicationType", message.applicationType), repeats: true },
    group("ToPlaces", ...all("Place", message.toPlaces)),
  );
}

function traceOf({ trace, business }: EdxmlDocument, of: Elements): Element {
  const { one, group, organId } = of;
  const flag = (value: boolean | null) => (value === null ? null : value ? "1" : "0");
  const { document, receivers } = business.changed;
  const says = document !== null || receivers !== null || business.receivers.length > 0;
  return group(
    "TraceHeaderList",
    ...trace.map((hop) => ({
      ...group("TraceHeader", organId(hop.organId), of.moment("Timestamp", hop.timestamp)),
      repeats: true,
    })),
    group(
      "Bussiness",
      { ...one("DocumentId", business.documentId), repeats: true },
      one("BussinessDocType", kinds[business.kind]),
      { ...one("BussinessDocReason", business.reason), repeats: true },
      one("Paper", business.paper ?? "0"),
      says
        ? group(
            "BussinessDocumentInfo",
            one("DocumentInfo", flag(document)),
            one("DocumentReceiver", flag(receivers)),
            {
              ...group(
                "ReceiverList",
                ...business.receivers.map((one_) =>
                  group(
                    "Receiver",
                    organId(one_.organId),
                    one("ReceiverType", one_.change === null ? null : one_.change === "added" ? "1" : "0"),
                  ),
                ),
              ),
              repeats: true,
            },
          )
        : null,
      {
        ...group(
          "ReplacementInfoList",
          ...business.replaced.map((replaced) =>
            group("ReplacementInfo", one("DocumentId", replaced.documentId), {
              ...group("OrganIdList", ...replaced.organIds.map(organId)),
              repeats: true,
            }),
          ),
        ),
        repeats: true,
      },
      of.staff(business.staff),
    ),
  );
}

const statusHeader = (message: EdxmlStatus, of: Elements): Element =>
  of.group(
    "MessageHeader",
    of.organization("From", message.from),
    of.responseFor(message.responseFor),
    of.staff(message.staff),
    of.one("StatusCode", message.statusCode),
    of.one("Description", message.description),
    of.moment("Timestamp", message.timestamp),
  );

/** `2026/11/22 17:25:00`, the clock of Viet Nam, without a zone: so the form has it. @param at ISO 8601. */
export const writeMoment = (at: string): string =>
  slashed(new Date(new Date(at).getTime() + offsetMs).toISOString().slice(0, 19).replace("T", " "));
