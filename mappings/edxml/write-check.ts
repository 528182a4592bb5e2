import type {
  EdxmlDay,
  EdxmlDocument,
  EdxmlMessage,
  EdxmlMoment,
  EdxmlOrganization,
  EdxmlResponseFor,
  EdxmlStaff,
  EdxmlStatus,
} from "../../contracts/edxml/message.ts";
import { plain, type EdxmlForm, type EdxmlWriteFault } from "./write-form.ts";

/** Letters that XML 1.0 cannot hold, even by number; half of a pair among them. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;
const organIdForm = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
const withReason: ReadonlySet<string> = new Set(["02", "13", "16"]);
const statusCodes: ReadonlySet<string> = new Set(["01", "02", "03", "04", "05", "06", "13", "15", "16"]);

/** Everything for which a message cannot be written; nothing: it can. Lengths are those of NĐ30 PL.VI part II, in characters. */
export function faultsOf(message: EdxmlMessage, form: EdxmlForm): readonly EdxmlWriteFault[] {
  const faults: EdxmlWriteFault[] = [];
  const check = checksOf(form, faults);
  if (message.kind === "status") checkStatus(message, check);
  else checkDocument(message, form, check);
  return faults;
}

function checksOf({ demand, organIdOf, today }: EdxmlForm, faults: EdxmlWriteFault[]) {
  const isLaw = demand === "law";
  const say = (code: EdxmlWriteFault["code"], at: string, detail = ""): void => void faults.push({ code, at, detail });
  /** @param most characters, where the law counts. */
  const text = (at: string, value: string | null, most: number, required: "always" | "law" | false = false): void => {
    const written = plain(value);
    if (written === null) {
      if (required === "always" || (required === "law" && isLaw)) say("required", at);
      return;
    }
    const bad = forbidden.exec(written)?.[0];
    if (bad !== undefined)
      say("character", at, `U+${(bad.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`);
    const length = Array.from(written).length;
    if (isLaw && length > most) say("too-long", at, `${length} > ${most}`);
  };
  const texts = (at: string, values: readonly string[], most: number): void =>
    values.forEach((value, place) => {
      text(`${at}/${place}`, value, most);
    });
  const number = (at: string, value: string | null, digits: number): void => {
    text(at, value, 1000);
    const written = plain(value);
    if (written === null || !isLaw) return;
    if (!/^\d+$/.test(written)) say("not-a-number", at, written.slice(0, 30));
    else if (written.length > digits) say("too-long", at, `${written.length} > ${digits}`);
  };
  const organId = (at: string, value: string | null, required: "always" | "law" | false = "always"): void => {
    const written = plain(value);
    if (written === null) {
      text(at, value, 13, required);
      return;
    }
    if (!organIdForm.test(written)) {
      say("organ-id", at, written.slice(0, 40));
      return;
    }
    const asked = organIdOf(written);
    if (isLaw && (asked.length > 13 || asked.split(".").length > 4)) say("organ-id", at, asked);
  };
  const day = (at: string, value: EdxmlDay | null, required: "law" | false, mayBeToCome: boolean): void => {
    if (value === null) {
      if (required === "law" && isLaw) say("required", at);
    } else if (value.day === null) {
      text(`${at}/text`, value.text, 40);
      if (isLaw) say("no-such-day", at, value.text.slice(0, 30));
    } else if (isLaw && !mayBeToCome && value.day > today) say("day-to-come", at, value.day);
  };
  const moment = (at: string, value: EdxmlMoment | null, required: "law" | false): void => {
    if (value === null) {
      if (required === "law" && isLaw) say("required", at);
    } else if (value.at === null) {
      text(`${at}/text`, value.text, 40);
      if (isLaw) say("no-such-day", at, value.text.slice(0, 30));
    }
  };
  const organization = (at: string, of: EdxmlOrganization, named: boolean): void => {
    organId(`${at}/organId`, of.organId);
    text(`${at}/organName`, of.organName, 200, named ? "law" : false);
    text(`${at}/organizationInCharge`, of.organizationInCharge, 200);
    for (const name of ["organAdd", "email", "telephone", "fax", "website"] as const)
      text(`${at}/${name}`, of[name], 250);
  };
  const responseFor = (at: string, of: EdxmlResponseFor, isStatus: boolean): void => {
    organId(`${at}/organId`, of.organId, isStatus ? "always" : "law");
    text(`${at}/code`, of.code, 50, isStatus ? "law" : false);
    text(`${at}/documentId`, of.documentId, 200, "law");
    // theirs as it stood, even where there is no such day: by it they know their document
    if (of.promulgationDate) text(`${at}/promulgationDate/text`, of.promulgationDate.text, 40);
  };
  const staff = (at: string, of: EdxmlStaff | null): void => {
    if (of)
      for (const name of ["department", "staff", "email", "mobile"] as const) text(`${at}/${name}`, of[name], 200);
  };
  return { isLaw, say, text, texts, number, organId, day, moment, organization, responseFor, staff };
}
type Checks = ReturnType<typeof checksOf>;

function checkDocument(message: EdxmlDocument, { profile }: EdxmlForm, check: Checks): void {
  const { isLaw, say, text, texts, number, day } = check;
  check.organization("/from", message.from, true);
  if (message.to.length === 0) say("required", "/to");
  const seen = new Set<string>();
  message.to.forEach((one, place) => {
    check.organization(`/to/${place}`, one, false);
    // one reader refuses the whole message for a receiver who stands there twice
    if (seen.has(one.organId)) say("twice", `/to/${place}/organId`, one.organId);
    seen.add(one.organId);
  });
  text("/documentId", message.documentId, 200, "always");
  text("/codeNumber", message.codeNumber, 11, "law");
  text("/codeNotation", message.codeNotation, 30, "law");
  text("/place", message.place, 200);
  day("/promulgationDate", message.promulgationDate, "law", false);
  const { type, typeDetail, typeName } = message.documentType;
  number("/documentType/type", type, 3);
  if (isLaw && plain(type) === null) say("required", "/documentType/type");
  if (isLaw && profile === "bkav" && plain(type) !== null && !/^[12]$/.test(plain(type) ?? ""))
    say("not-listed", "/documentType/type", type ?? "");
  number("/documentType/typeDetail", typeDetail, 3);
  text("/documentType/typeName", typeName, 100, "law");
  text("/subject", message.subject, 500, message.business.kind === "recall" ? "law" : "always");
  text("/content", message.content, 4_000);
  text("/signer/competence", message.signer.competence, 100);
  text("/signer/position", message.signer.position, 100);
  text("/signer/fullName", message.signer.fullName, 50);
  day("/dueDate", message.dueDate, false, true);
  texts("/toPlaces", message.toPlaces, 1_000);
  if (isLaw && message.toPlaces.join("").length > 1_000)
    say("too-long", "/toPlaces", `${message.toPlaces.join("").length} > 1000`);
  const other = message.otherInfo;
  number("/otherInfo/priority", other.priority, 1);
  if (isLaw && /^[5-9]$/.test(plain(other.priority) ?? ""))
    say("not-listed", "/otherInfo/priority", other.priority ?? "");
  text("/otherInfo/sphereOfPromulgation", other.sphereOfPromulgation, 100);
  text("/otherInfo/typerNotation", other.typerNotation, 10);
  number("/otherInfo/promulgationAmount", other.promulgationAmount, 3);
  number("/otherInfo/pageAmount", other.pageAmount, 3);
  texts("/otherInfo/referenceCodes", other.referenceCodes, 100);
  texts("/otherInfo/replyFors", other.replyFors, 200);
  texts("/otherInfo/appendixes", other.appendixes, 500);
  message.responseFor.forEach((one, place) => {
    check.responseFor(`/responseFor/${place}`, one, false);
  });
  number("/steeringType", message.steeringType, 1);
  texts("/responseForTask", message.responseForTask, 100);
  text("/applicationType", message.applicationType, 50);
  checkBusiness(message, check);
  message.trace.forEach(({ organId, timestamp }, place) => {
    check.organId(`/trace/${place}/organId`, organId, "law");
    check.moment(`/trace/${place}/timestamp`, timestamp, "law");
  });
  if (isLaw && message.trace.length === 0) say("required", "/trace");
  checkAttachments(message, check);
}

function checkBusiness({ business, from }: EdxmlDocument, { isLaw, say, text, number, organId, staff }: Checks): void {
  text("/business/reason", business.reason, 1_000, business.kind === "recall" ? "law" : false);
  text("/business/documentId", business.documentId, 200, business.kind === "update" ? "law" : false);
  number("/business/paper", business.paper, 3);
  business.receivers.forEach((one, place) => {
    organId(`/business/receivers/${place}/organId`, one.organId);
    if (isLaw && one.change === null) say("required", `/business/receivers/${place}/change`);
    if (one.organId === from.organId && isLaw) say("not-listed", `/business/receivers/${place}/organId`, one.organId);
  });
  if (isLaw && business.kind === "replace" && business.replaced.length === 0) say("required", "/business/replaced");
  business.replaced.forEach((one, place) => {
    text(`/business/replaced/${place}/documentId`, one.documentId, 200, "always");
    one.organIds.forEach((id, at) => {
      organId(`/business/replaced/${place}/organIds/${at}`, id);
    });
  });
  staff("/business/staff", business.staff);
}

function checkAttachments({ attachments, business }: EdxmlDocument, { isLaw, say, text }: Checks): void {
  // a recall names what it takes back: it needs no file to do so
  if (isLaw && attachments.length === 0 && business.kind !== "recall") say("no-file", "/attachments");
  const names = new Set<string>();
  const ids = new Set<string>();
  attachments.forEach(({ name, contentId, description, contentType }, place) => {
    const at = `/attachments/${place}`;
    const written = plain(name);
    if (written === null || /[/\\]/.test(written) || /^\.+$/.test(written) || Buffer.byteLength(written) > 255)
      say("file-name", `${at}/name`, (name ?? "").slice(0, 60));
    text(`${at}/name`, name, 255, "always");
    // readers pair by name where they do not find the number
    const small = written?.toLowerCase() ?? "";
    if (small !== "" && names.has(small) && isLaw) say("twice", `${at}/name`, written ?? "");
    names.add(small);
    const id = plain(contentId);
    if (id !== null && ids.has(id)) say("twice", `${at}/contentId`, id);
    if (id !== null) ids.add(id);
    text(`${at}/contentId`, contentId, 200);
    text(`${at}/description`, description, 500);
    text(`${at}/contentType`, contentType, 200);
  });
}

function checkStatus(message: EdxmlStatus, check: Checks): void {
  check.organization("/from", message.from, true);
  check.responseFor("/responseFor", message.responseFor, true);
  check.staff("/staff", message.staff);
  if (!statusCodes.has(message.statusCode)) check.say("not-listed", "/statusCode", message.statusCode);
  check.text("/description", message.description, 1_000, withReason.has(message.statusCode) ? "law" : false);
  check.moment("/timestamp", message.timestamp, "law");
}
