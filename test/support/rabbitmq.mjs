// A private RabbitMQ for tests, alone or as a cluster of nodes on this machine: its own ports, folder, cookie and name
// service; nothing of the system's broker is touched.
import { execFile, spawn } from "node:child_process";
import { existsSync, openSync, closeSync, readFileSync } from "node:fs";
import { chmod, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

/**
 * @typedef {object} Rabbit
 * @property {string} node its name in the cluster
 * @property {string} url of its virtual host "/", as guest
 * @property {string} managementUrl of its HTTP API, as guest
 * @property {() => Promise<void>} stop in order; resolves when it is gone
 * @property {() => Promise<void>} kill kill -9 of everything it is; start it again with the same folder
 * @property {() => void} freeze SIGSTOP: it keeps its connections and answers nothing, to nobody
 * @property {() => void} thaw
 * @property {(erlang: string) => Promise<string>} evaluate runs an Erlang expression in it, also while it pauses
 */

/** @typedef {{ names: number, cookie: string, nodes: string[] }} Membership port of the name service, cookie, all names */

const startWithinMs = 90_000;
const stopWithinMs = 20_000;

/** The server's own script; Debian's command of that name is an init wrapper that changes the user. */
export function findRabbit(path = process.env.PATH ?? "") {
  const fixed = ["/usr/lib/rabbitmq/bin", "/opt/homebrew/opt/rabbitmq/sbin", "/usr/local/opt/rabbitmq/sbin"];
  const onPath = path.split(delimiter).filter((folder) => folder !== "/usr/sbin" && folder !== "/sbin");
  return [...fixed, ...onPath].map((folder) => join(folder, "rabbitmq-server")).find((file) => existsSync(file));
}

/**
 * Starts a broker in that folder. The same folder is the same broker: ports, queues and messages are kept, so that
 * a test may kill it and bring it back.
 * @param {{ folder: string, membership?: Membership, name?: string }} options
 * @returns {Promise<Rabbit>}
 */
export async function startRabbit({ folder, membership, name: wanted }) {
  const program = findRabbit();
  if (!program)
    throw new Error("RabbitMQ is not installed: apt-get install rabbitmq-server (or brew install rabbitmq).");
  const { name, port, distribution, management, names } = await settle(folder, membership, wanted);
  const home = await realpath(folder);
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LANG: "C.UTF-8",
    ERL_EPMD_PORT: String(names),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_NODENAME: `${name}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(home, "mnesia"),
    RABBITMQ_LOG_BASE: join(home, "log"),
    RABBITMQ_CONFIG_FILE: join(home, "rabbitmq.conf"),
    RABBITMQ_CONF_ENV_FILE: join(home, "none.conf"),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(home, "none.config"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, "enabled_plugins"),
    RABBITMQ_PID_FILE: join(home, "rabbitmq.pid"),
  };
  const output = openSync(join(home, "output.log"), "a");
  // groups of their own: the terminal's Ctrl-C goes to whoever started us, who then stops them in order
  const start = (command, args) =>
    spawn(command, args, { cwd: home, env, detached: true, stdio: ["ignore", output, output] });
  // a cluster has one name service for all its nodes
  const nameService = membership ? undefined : start("epmd", ["-port", String(names), "-address", "127.0.0.1"]);
  const broker = start(program, []);
  closeSync(output);
  const epmd = nameService && started(nameService);
  const server = started(broker);
  // for whoever clears up after a run that was cut off
  if (nameService) await writeFile(join(home, "epmd.pid"), String(nameService.pid));
  await writeFile(join(home, "server.pid"), String(broker.pid));

  const finish = async (signal) => {
    server.signal(signal);
    await Promise.race([server.ended, wait(stopWithinMs, undefined, { ref: false })]);
    server.signal("SIGKILL");
    epmd?.signal("SIGKILL");
    await Promise.all([server.ended, epmd?.ended]);
  };
  const until = performance.now() + startWithinMs;
  while (!(await answers(port))) {
    if (server.hasEnded() || performance.now() > until) {
      await finish("SIGKILL");
      const said = readFileSync(join(home, "output.log"), "utf8").trim().split("\n").slice(-15).join("\n");
      throw new Error(`RabbitMQ did not start (everything it said is in ${join(home, "output.log")}):\n${said}`);
    }
    await wait(50);
  }
  return {
    node: `${name}@localhost`,
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    managementUrl: `http://guest:guest@127.0.0.1:${management}`,
    stop: () => finish("SIGTERM"),
    kill: () => finish("SIGKILL"),
    freeze: () => server.signal("SIGSTOP"),
    thaw: () => server.signal("SIGCONT"),
    evaluate: async (erlang) => {
      const args = ["-n", `${name}@localhost`, "--timeout", "60", "eval", erlang];
      const { stdout } = await promisify(execFile)(join(dirname(program), "rabbitmqctl"), args, { cwd: home, env });
      return stdout.trim();
    },
  };
}

/**
 * Starts a cluster of three nodes side by side; each has a folder of its own in that one.
 * @param {{ folder: string }} options
 * @returns {Promise<import("./rabbitmq.d.mts").RabbitCluster>}
 */
export async function startRabbitCluster({ folder }) {
  await mkdir(folder, { recursive: true });
  const [names] = await freePorts(1);
  const short = ["one", "two", "three"];
  const membership = {
    names,
    cookie: randomBytes(16).toString("hex"),
    nodes: short.map((name) => `${name}@localhost`),
  };
  const epmd = started(
    spawn("epmd", ["-port", String(names), "-address", "127.0.0.1"], { detached: true, stdio: "ignore" }),
  );
  const startNode = (name) => startRabbit({ folder: join(folder, name), membership, name });
  const begun = await Promise.allSettled(short.map(startNode));
  const nodes = begun.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    epmd.signal("SIGKILL");
    await epmd.ended;
  };
  const others = (index) => membership.nodes.filter((_, i) => i !== index);
  const failed = begun.find((one) => one.status === "rejected");
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    nodes,
    async restart(index) {
      nodes[index] = await startNode(short[index]);
    },
    async cutOff(index) {
      const wrong = `c${randomBytes(8).toString("hex")}`;
      const cut = (one) => `erlang:set_cookie('${one}', ${wrong}), erlang:disconnect_node('${one}')`;
      await nodes[index].evaluate(`${others(index).map(cut).join(", ")}.`);
    },
    async joinAgain(index) {
      const join = (one) => `erlang:set_cookie('${one}', erlang:get_cookie())`;
      await nodes[index].evaluate(`${others(index).map(join).join(", ")}.`);
    },
    stop,
  };
}

/** What the broker keeps between two starts. */
async function settle(folder, membership, wanted) {
  const file = join(folder, "ports.json");
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8"));
  await mkdir(folder, { recursive: true });
  const cookie = join(folder, ".erlang.cookie");
  await writeFile(cookie, membership?.cookie ?? randomBytes(16).toString("hex"));
  await chmod(cookie, 0o400);
  await writeFile(join(folder, "enabled_plugins"), "[rabbitmq_management].\n");
  const [port, distribution, management, ownNames] = await freePorts(4);
  const peers = (membership?.nodes ?? []).map((node, i) => `cluster_formation.classic_config.nodes.${i + 1} = ${node}`);
  const settings = [
    "loopback_users = none",
    "management.tcp.ip = 127.0.0.1",
    `management.tcp.port = ${management}`,
    ...(membership ? ["cluster_formation.peer_discovery_backend = classic_config", ...peers] : []),
    // as the page for operators recommends
    ...(membership ? ["cluster_partition_handling = pause_minority", "net_ticktime = 8"] : []),
  ];
  await writeFile(join(folder, "rabbitmq.conf"), `${settings.join("\n")}\n`);
  const name = wanted ?? `hub${randomBytes(4).toString("hex")}`;
  const kept = { name, port, distribution, management, names: membership?.names ?? ownNames };
  await writeFile(file, JSON.stringify(kept));
  return kept;
}

function started(child) {
  let over = false;
  const ended = new Promise((done) => {
    for (const event of ["exit", "error"])
      child.once(event, () => {
        over = true;
        done();
      });
  });
  const signal = (name) => {
    if (over || child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  };
  return { ended, signal, hasEnded: () => over };
}

/** Ready is when it answers the protocol's header, not when the port is open. */
function answers(port) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("AMQP\x00\x00\x09\x01"));
    const end = (answer) => {
      socket.destroy();
      done(answer);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.once("data", () => end(true));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });
}

/**
 * Ports that nobody has: below those that systems hand out for outgoing connections, or a node of a cluster that
 * starts finds its port taken by the call of another.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const servers = [];
  while (servers.length < count) {
    const server = createServer();
    const isFree = await new Promise((done) => {
      server.once("error", () => done(false));
      server.listen(randomInt(15_000, 32_000), "127.0.0.1", () => done(true));
    });
    if (isFree) servers.push(server);
  }
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
