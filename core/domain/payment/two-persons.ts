import { plain } from "../plain-text.ts";

/** Who does something that takes two persons (R11). */
export interface Person {
  /** As history has it: `H38.91 cb-01` through the gateway, `--by` on the command line. */
  readonly by: string;
  /** What they came in with, which nobody states: `partner:…` of the token, `login:…` of the operating system. Null: not kept then. */
  readonly login: string | null;
}

export const partnerLogin = (partnerId: string): string => `partner:${partnerId}`;
export const systemLogin = (name: string): string => `login:${name}`;

/**
 * Whether two are, or may be, one: by the name that was stated, or by what they came in with. A login of the operating
 * system is one person's. A partner's system speaks for many officers: there its own reference of the officer tells them
 * apart, for whichever of its agencies they act.
 */
export function isSamePerson(one: Person, other: Person): boolean {
  if (plain(one.by) === plain(other.by)) return true;
  if (one.login === null || one.login !== other.login) return false;
  return !one.login.startsWith("partner:") || officerIn(one.by) === officerIn(other.by);
}

/** Behind the agency's code. */
const officerIn = (by: string): string => plain(by.slice(by.indexOf(" ") + 1));
