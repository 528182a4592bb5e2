import { isUnitName, unitLimits, unitPermissions, unitQueue, unitQueueSettings } from "./topology.ts";

/** What the hub does with RabbitMQ's HTTP API: users and queues of partners. Everything may be repeated. */
export interface Management {
  /** Names of the users and queues that are partners'. */
  readonly list: () => Promise<{ readonly users: ReadonlySet<string>; readonly queues: ReadonlySet<string> }>;
  readonly putQueue: (partnerId: string) => Promise<void>;
  readonly putUser: (user: string, password: string, partnerId: string) => Promise<void>;
  /** Its connections are closed by the broker. */
  readonly deleteUser: (user: string) => Promise<void>;
  readonly deleteQueue: (queue: string) => Promise<void>;
  /** Messages in the partner's queue, fetched and not acknowledged ones included; 0: there is no queue. */
  readonly depthOf: (partnerId: string) => Promise<number>;
}

const limitMs = 5_000;

/**
 * @param url of the management plugin, with the login of an administrator.
 * @param vhost in which the hub lives.
 * Every function throws an error with one clause when the API is away or refuses.
 */
export function openManagement(url: string, vhost: string): Management {
  const { origin, pathname, username, password } = new URL(url);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(login).toString("base64")}`;
  const base = `${origin}${pathname.replace(/\/+$/, "")}/api`;
  const at = encodeURIComponent(vhost);

  const call = async (method: "GET" | "PUT" | "DELETE", path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: { authorization, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(limitMs),
    }).catch((error: unknown) => {
      // the cause names the address at most, never the login
      const { cause, message } = error as Error;
      throw new Error(`RabbitMQ's HTTP API cannot be reached: ${cause instanceof Error ? cause.message : message}`);
    });
    if (answer.status === 404 && method !== "PUT") return undefined;
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(`RabbitMQ's HTTP API answers ${answer.status} to ${method} ${path}: ${text.slice(0, 200)}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const names = (found: unknown) =>
    new Set((found as { name: string }[] | undefined)?.map(({ name }) => name).filter(isUnitName));

  return {
    async list() {
      const [users, queues] = await Promise.all([call("GET", "/users"), call("GET", `/queues/${at}?columns=name`)]);
      return { users: names(users), queues: names(queues) };
    },
    async putQueue(partnerId) {
      await call("PUT", `/queues/${at}/${unitQueue(partnerId)}`, unitQueueSettings);
    },
    async putUser(user, secret, partnerId) {
      await call("PUT", `/users/${user}`, { password: secret, tags: "" });
      for (const [limit, value] of Object.entries(unitLimits))
        await call("PUT", `/user-limits/${user}/${limit}`, { value });
      // last: a user without permissions reaches nothing
      await call("PUT", `/permissions/${at}/${user}`, unitPermissions(partnerId));
    },
    async deleteUser(user) {
      await call("DELETE", `/users/${user}`);
    },
    async deleteQueue(queue) {
      await call("DELETE", `/queues/${at}/${queue}`);
    },
    async depthOf(partnerId) {
      const found = (await call("GET", `/queues/${at}/${unitQueue(partnerId)}`)) as { messages?: number } | undefined;
      // statistics of a queue that was made a moment ago are not there yet: then nothing is concluded from it
      if (found && found.messages === undefined)
        throw new Error(`the depth of ${unitQueue(partnerId)} is not known yet`);
      return found?.messages ?? 0;
    },
  };
}

/** The virtual host in an AMQP URL, or in the first of several. */
export function vhostOf(amqpUrl: string): string {
  const [first = ""] = amqpUrl.split(",");
  return decodeURIComponent(new URL(first.trim()).pathname.slice(1)) || "/";
}
