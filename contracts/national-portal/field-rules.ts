/**
 * What is known of a field on the wire, as data: checks before sending and readers of what arrives run from it
 * (mappings/national-portal). No official table of mandatory flags and lengths could be read: `sure` says how far each
 * row can be trusted, and an installation's configuration may state a row anew.
 */
export interface FieldRule {
  /**
   * `yes`: without it the packet is refused. `always`: everybody seen sends it, whether the portal demands it is not
   * known. `no`: may be left out.
   */
  readonly mandatory: "yes" | "always" | "no";
  readonly kind: Kind;
  /** In code points; missing: none is known. */
  readonly maximum?: number;
  /** The values seen, where it is a closed list. */
  readonly values?: readonly string[];
  /** Of an object, or of each row of a list. */
  readonly inside?: Rules<never>;
  /** `two`: in two independent implementations, or one and the official text. `one`: in one. `inferred`: by us. */
  readonly sure: "two" | "one" | "inferred";
  /** What a clerk calls it. */
  readonly vi?: string;
  readonly en?: string;
}

/**
 * How it is written. `moment`: yyyyMMddHHmmss in Viet Nam, as text. `flag`: "0" or "1". `bool`: "True" or "False", read
 * as "1" and "0" too. `number`: a JSON number. `text` of more than a line is `prose`. `base64`: a file's content.
 */
export type Kind =
  | "text"
  | "prose"
  | "moment"
  | "code"
  | "flag"
  | "bool"
  | "number"
  | "boolean"
  | "url"
  | "base64"
  | "object"
  | "list"
  | "any";

/** One rule for each field of a packet: a field without a rule does not compile. */
export type Rules<Packet> = [Packet] extends [never]
  ? Readonly<Record<string, FieldRule>>
  : { readonly [Name in keyof Required<Packet>]: FieldRule };
