/**
 * An edXML message as the hub reads and writes it, whatever its dialect, prefix, order or spelling (QCVN 102:2016/BTTTT,
 * Sửa đổi 1:2022). Names are the form's own. A value is the text as it stood, in NFC and trimmed: `01` is not 1. Missing, empty,
 * `null` and `N/A` are all null, since writers use them alike.
 */
export type EdxmlMessage = EdxmlDocument | EdxmlStatus;

/** `qcvn`: QCVN_102_2016; `edoc`: SOAP, e-doc.vn; `cv2803`: SOAP and MIME; `flat`: go.vn. */
export type EdxmlDialect = "qcvn" | "edoc" | "cv2803" | "flat";

/** BussinessDocType 0, 1, 2, 3. A message without one is new. */
export type EdxmlBusiness = "new" | "recall" | "update" | "replace";

export interface EdxmlOrganization {
  /** In either notation of identifiers, or a test unit's name (`vxp.saas.02`): opaque. */
  readonly organId: string;
  readonly organizationInCharge: string | null;
  readonly organName: string | null;
  readonly organAdd: string | null;
  readonly email: string | null;
  readonly telephone: string | null;
  readonly fax: string | null;
  readonly website: string | null;
}

/** A day as it was written, and the day it is; null where the calendar has none such (`2014/02/30`): never guessed. */
export interface EdxmlDay {
  readonly text: string;
  /** `2025-10-20`. */
  readonly day: string | null;
}

/** A moment of Viet Nam as it was written, without zone, and what it is in UTC; null where there is none such. */
export interface EdxmlMoment {
  readonly text: string;
  readonly at: string | null;
}

export interface EdxmlDocument {
  readonly kind: "document";
  readonly dialect: EdxmlDialect;
  readonly from: EdxmlOrganization;
  /** At least one. */
  readonly to: readonly EdxmlOrganization[];
  /** Opaque; the same for recall, update and status of one document: no message id. */
  readonly documentId: string;
  readonly codeNumber: string | null;
  readonly codeNotation: string | null;
  readonly place: string | null;
  readonly promulgationDate: EdxmlDay | null;
  /** `type` and `typeDetail` are read in two ways: `typeName` alone tells. */
  readonly documentType: {
    readonly type: string | null;
    readonly typeDetail: string | null;
    readonly typeName: string | null;
  };
  readonly subject: string;
  readonly content: string | null;
  readonly signer: {
    readonly competence: string | null;
    readonly position: string | null;
    readonly fullName: string | null;
  };
  readonly dueDate: EdxmlDay | null;
  /** Places named on the paper; no addresses. */
  readonly toPlaces: readonly string[];
  readonly otherInfo: {
    readonly priority: string | null;
    readonly sphereOfPromulgation: string | null;
    readonly typerNotation: string | null;
    readonly promulgationAmount: string | null;
    readonly pageAmount: string | null;
    readonly direction: boolean | null;
    /** The dossier's number in one-stop use. */
    readonly referenceCodes: readonly string[];
    readonly replyFors: readonly string[];
    readonly appendixes: readonly string[];
  };
  readonly responseFor: readonly EdxmlResponseFor[];
  readonly steeringType: string | null;
  readonly responseForTask: readonly string[];
  readonly applicationType: string | null;
  readonly business: EdxmlBusinessInfo;
  readonly trace: readonly EdxmlTrace[];
  readonly attachments: readonly EdxmlAttachment[];
  /** `empty`: the element stands there with nothing in it. Content of a KeyInfo token is never read. */
  readonly signature: "none" | "empty" | "present";
  /** What was read although the form does not have it so. */
  readonly warnings: readonly EdxmlWarning[];
}

/** The document a message answers or acts upon. */
export interface EdxmlResponseFor {
  readonly organId: string | null;
  /** `7816/VPCP-TTĐT`. */
  readonly code: string | null;
  readonly documentId: string | null;
  readonly promulgationDate: EdxmlDay | null;
}

export interface EdxmlBusinessInfo {
  readonly kind: EdxmlBusiness;
  readonly reason: string | null;
  /** The document acted upon, where it is named. */
  readonly documentId: string | null;
  readonly paper: string | null;
  /** Of an update: whether its words and its receivers changed. */
  readonly changed: { readonly document: boolean | null; readonly receivers: boolean | null };
  readonly receivers: readonly { readonly organId: string; readonly change: "removed" | "added" | null }[];
  readonly replaced: readonly { readonly documentId: string; readonly organIds: readonly string[] }[];
  readonly staff: EdxmlStaff | null;
}

/** A clerk in charge: personal data, kept out of logs. */
export interface EdxmlStaff {
  readonly department: string | null;
  readonly staff: string | null;
  readonly email: string | null;
  readonly mobile: string | null;
}

export interface EdxmlTrace {
  readonly organId: string | null;
  readonly timestamp: EdxmlMoment | null;
}

/** What is said of a file; its bytes lie apart, in the same order. */
export interface EdxmlAttachment {
  /** Without `cid:`. */
  readonly contentId: string | null;
  /** Last part alone, without control characters, NFC, at most 255 bytes. */
  readonly name: string | null;
  readonly description: string | null;
  /** As said; never believed. */
  readonly contentType: string | null;
}

/** 13 is the sender's; the others are the receiver's. */
export type EdxmlStatusCode = "01" | "02" | "03" | "04" | "05" | "06" | "13" | "15" | "16";

export interface EdxmlStatus {
  readonly kind: "status";
  readonly dialect: EdxmlDialect;
  readonly from: EdxmlOrganization;
  /** Its `organId` is the addressee: a status has no To. */
  readonly responseFor: EdxmlResponseFor;
  readonly staff: EdxmlStaff | null;
  /** Two digits; a code no list knows is refused, its text told. */
  readonly statusCode: EdxmlStatusCode;
  readonly description: string | null;
  /** May lie before the document it answers: order is not read from it. */
  readonly timestamp: EdxmlMoment | null;
  /** As in a document. */
  readonly signature: "none" | "empty" | "present";
  readonly warnings: readonly EdxmlWarning[];
}

/** A code for programs, and where. Words for people: `gateway/problems`. */
export interface EdxmlWarning {
  readonly code: string;
  readonly at: string;
  readonly detail: string;
}

/** Why a message is not taken: what is answered is 02, with the reason, where it says whom to answer. */
export interface EdxmlFault {
  readonly code: string;
  readonly at: string | null;
  readonly detail: string;
  /** As far as it could be read: whom to answer, about what. */
  readonly about: {
    readonly from: string | null;
    readonly documentId: string | null;
    readonly code: string | null;
  };
  /**
   * The status to be sent: to `about.from`, or to whom the axis names as the sender where the message does not. Null: none, since this
   * is itself a status or a list of errors, which would be answered for ever.
   */
  readonly answer: "02" | null;
}

/** What the bytes of a file are, by themselves. */
export type EdxmlFileType =
  "pdf" | "zip" | "docx" | "xlsx" | "pptx" | "odt" | "ole" | "xml" | "text" | "png" | "jpeg" | "other";

export interface EdxmlFile {
  /** Hex, of the content as it is kept: unpacked where it came in a zip of one entry. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly type: EdxmlFileType;
  readonly unpacked: boolean;
}

/** `files[i]` is the content of `message.attachments[i]`; a status has none. */
export type EdxmlRead =
  | { readonly kind: "read"; readonly message: EdxmlMessage; readonly files: readonly EdxmlFile[] }
  | { readonly kind: "refused"; readonly fault: EdxmlFault };
