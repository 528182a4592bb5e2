// A private RabbitMQ for tests: its own ports, folder, cookie and name service; nothing of the system's broker is touched.
import { spawn } from "node:child_process";
import { existsSync, openSync, closeSync, readFileSync } from "node:fs";
import { chmod, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";

/**
 * @typedef {object} Rabbit
 * @property {string} url of its virtual host "/", as guest
 * @property {() => Promise<void>} stop in order; resolves when it is gone
 * @property {() => Promise<void>} kill kill -9 of everything it is; start it again with the same folder
 */

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
 * @param {{ folder: string }} options
 * @returns {Promise<Rabbit>}
 */
export async function startRabbit({ folder }) {
  const program = findRabbit();
  if (!program)
    throw new Error("RabbitMQ is not installed: apt-get install rabbitmq-server (or brew install rabbitmq).");
  const { name, port, distribution, names } = await settle(folder);
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
  const nameService = start("epmd", ["-port", String(names), "-address", "127.0.0.1"]);
  const broker = start(program, []);
  closeSync(output);
  const epmd = started(nameService);
  const server = started(broker);
  // for whoever clears up after a run that was cut off
  await writeFile(join(home, "epmd.pid"), String(nameService.pid));
  await writeFile(join(home, "server.pid"), String(broker.pid));

  const finish = async (signal) => {
    server.signal(signal);
    await Promise.race([server.ended, wait(stopWithinMs, undefined, { ref: false })]);
    server.signal("SIGKILL");
    epmd.signal("SIGKILL");
    await Promise.all([server.ended, epmd.ended]);
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
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    stop: () => finish("SIGTERM"),
    kill: () => finish("SIGKILL"),
  };
}

/** What the broker keeps between two starts. */
async function settle(folder) {
  const file = join(folder, "ports.json");
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8"));
  await mkdir(folder, { recursive: true });
  const cookie = join(folder, ".erlang.cookie");
  await writeFile(cookie, randomBytes(16).toString("hex"));
  await chmod(cookie, 0o400);
  await writeFile(join(folder, "rabbitmq.conf"), "loopback_users = none\n");
  await writeFile(join(folder, "enabled_plugins"), "[].\n");
  const [port, distribution, names] = await freePorts(3);
  const kept = { name: `hub${randomBytes(4).toString("hex")}`, port, distribution, names };
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

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((done, failed) => {
          const server = createServer();
          server.once("error", failed);
          server.listen(0, "127.0.0.1", () => done(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
