export interface Rabbit {
  /** Of its virtual host "/", as guest. */
  readonly url: string;
  /** In order; resolves when it is gone. */
  readonly stop: () => Promise<void>;
  /** kill -9 of everything it is; start it again with the same folder. */
  readonly kill: () => Promise<void>;
}

/** Starts a broker in that folder. The same folder is the same broker. */
export function startRabbit(options: { readonly folder: string }): Promise<Rabbit>;
