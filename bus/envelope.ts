import type { Announcement, Former } from "../core/domain/announcement.ts";
import { findDossierCode } from "../core/domain/dossier-code.ts";
import { findOrgCode } from "../core/domain/org-code.ts";

/** A message as units receive it: CloudEvents 1.0 (contracts/bus/cloud-event.schema.json). */
export interface Envelope {
  readonly specversion: "1.0";
  /** The message id: the same however often it is sent. */
  readonly id: string;
  readonly source: "/hub";
  readonly type: string;
  /** The dossier code. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  /**
   * Place in the lane (receiver, subject), from 1, gap-free (P4). Text of ten digits: the sequence extension wants it
   * to order as text.
   */
  readonly sequence: string;
  readonly sequencetype: "Integer";
  readonly receiver: string;
  /** The request that led here. */
  readonly correlationid: string;
  /** The id of the message whose place in the lane this one takes. */
  readonly replaces?: string;
  /** For whom it was first, when that agency ended before it was delivered; these seven come together or not at all. */
  readonly formerreceiver?: string;
  /** Its id, and its sequence, in that agency's lane. */
  readonly formerid?: string;
  readonly formersequence?: string;
  /** That agency's system may have it. */
  readonly formersent?: boolean;
  /** First day without that agency; how it is followed, and on which papers. */
  readonly successionon?: string;
  readonly successionground?: string;
  readonly successionbasis?: string;
  /** It goes before others of its partner; on messages for the national portal alone. */
  readonly ahead?: true;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Tells a receiver that a message will not come: its sequence is accounted for all the same (P4). */
export const withdrawnType = "vn.lienthong.dossier.message-withdrawn.v1";

/** The envelope without its sequence, which the lane's row gives in the database. */
export const writeEnvelope = (
  { receiver, subject, type, time, data, former, ahead }: Announcement,
  id: string,
  cause: string,
): Omit<Envelope, "sequence"> => ({
  specversion: "1.0",
  id,
  source: "/hub",
  type,
  subject,
  time: time.toISOString(),
  datacontenttype: "application/json",
  sequencetype: "Integer",
  receiver,
  correlationid: cause,
  ...(former ? formerly(former) : {}),
  ...(ahead ? { ahead } : {}),
  data,
});

const formerly = ({ receiver, messageId, sequence, mayHaveIt, effective, ground, basis }: Former) => ({
  ...{ formerreceiver: receiver, formerid: messageId, formersequence: String(sequence).padStart(10, "0") },
  ...{ formersent: mayHaveIt, successionon: effective, successionground: ground, successionbasis: basis },
});

/** What travels from the relay to the intake. */
export interface Consignment {
  readonly messageId: string;
  readonly receiver: string;
  readonly subject: string;
  readonly sequence: number;
  readonly envelope: Envelope;
}

export const packConsignment = (consignment: Consignment): Buffer => Buffer.from(JSON.stringify(consignment));

/** The same with the envelope as JSON text, which nobody has to read on the way. */
export const packText = (addressed: Omit<Consignment, "envelope">, envelope: string): Buffer =>
  Buffer.from(`${JSON.stringify(addressed).slice(0, -1)},"envelope":${envelope}}`);

const utf8 = new TextDecoder("utf-8", { fatal: true });
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const messageType = /^vn\.lienthong(\.[a-z-]+)+\.v[1-9]\d*$/;
// the gateway takes no larger body either
const longestBody = 1_048_576;

/** @throws {RangeError} saying in one clause what is wrong with the body. */
export function unpackConsignment(body: Buffer): Consignment {
  if (body.length > longestBody) throw new RangeError(`the body has more than ${longestBody} bytes`);
  const { messageId, receiver, subject, sequence, envelope } = object(parse(body), "the body");
  if (typeof messageId !== "string" || !uuid.test(messageId)) throw new RangeError("messageId is not a UUID");
  if (typeof receiver !== "string" || findOrgCode(receiver) !== receiver)
    throw new RangeError("receiver is not an agency code in canonical form");
  if (typeof subject !== "string" || !findDossierCode(subject)) throw new RangeError("subject is not a dossier code");
  if (typeof sequence !== "number" || !Number.isSafeInteger(sequence) || sequence < 1 || sequence > 2_147_483_647)
    throw new RangeError("sequence is not a whole number from 1");
  const told = object(envelope, "envelope");
  for (const [name, value] of Object.entries({
    specversion: "1.0",
    id: messageId,
    receiver,
    subject,
    sequence: String(sequence).padStart(10, "0"),
  }))
    if (told[name] !== value) throw new RangeError(`envelope.${name} is not ${value}`);
  // which types there are is not judged here: beside an older worker a newer gateway may be running
  if (typeof told["type"] !== "string" || !messageType.test(told["type"]))
    throw new RangeError("envelope.type is not a type of ours with a version");
  return { messageId, receiver, subject, sequence, envelope: told as unknown as Envelope };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw new RangeError("the body is not JSON in UTF-8");
  }
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RangeError(`${name} is not an object`);
  return value as Record<string, unknown>;
}
