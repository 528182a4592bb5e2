/** Who acts: the name that is given, and beside it the login that nobody gives but the system. */
export interface Person {
  readonly by: string;
  /** Null: from before it was kept. */
  readonly login: string | null;
}

/** Two persons are two names at two logins (R11): one name twice, or two names from one login, are one. */
export const isSamePerson = (one: Person, other: Person): boolean =>
  one.by === other.by || (one.login !== null && one.login === other.login);
