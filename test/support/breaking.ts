import pg from "pg";

/**
 * The process dies at a statement, told by its number: the connection is gone before the statement is sent, or after it was done and
 * before its answer was heard (of a commit: it has happened, and nobody knows). Until `revive` every statement of the
 * application "test" fails, as if nobody ran any more.
 */
export interface Breaking {
  /** @param after how many statements still go through. */
  readonly arm: (after: number, when: "beforeIt" | "afterIt") => void;
  /** Runs again. @returns whether it had died. */
  readonly revive: () => boolean;
  readonly isDead: () => boolean;
}

interface Connected {
  readonly connectionParameters: { readonly application_name?: string };
  readonly connection: { readonly stream: { readonly destroy: () => void } };
}

let armed: { left: number; readonly when: "beforeIt" | "afterIt"; isDead: boolean } | undefined;
let isPatched = false;

const died = (): Error => Object.assign(new Error("Connection terminated: the process died"), { code: "57P01" });

/** To be called before the database is opened. */
export function makeBreaking(): Breaking {
  if (!isPatched) {
    isPatched = true;
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const query = pg.Client.prototype.query as (this: Connected, ...given: unknown[]) => unknown;
    const patched = function (this: Connected, ...given: unknown[]): unknown {
      if (!armed || this.connectionParameters.application_name !== "test") return query.apply(this, given);
      const die = () => {
        if (armed) armed.isDead = true;
        this.connection.stream.destroy();
        return died();
      };
      if (armed.isDead) return Promise.reject(die());
      armed.left -= 1;
      if (armed.left >= 0) return query.apply(this, given);
      if (armed.when === "beforeIt") return Promise.reject(die());
      return Promise.resolve(query.apply(this, given)).then(() => {
        throw die();
      });
    };
    pg.Client.prototype.query = patched as unknown as typeof pg.Client.prototype.query;
  }
  return {
    arm: (after, when) => (armed = { left: after, when, isDead: false }),
    revive: () => {
      const wasDead = armed?.isDead ?? false;
      armed = undefined;
      return wasDead;
    },
    isDead: () => armed?.isDead ?? false,
  };
}
