import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * The one place that reads the environment: once, at start, all faults reported together with the variable's name
 * and what was expected.
 */
export interface Config {
  /** Port of the gateway; 0 asks the system for a free one. */
  readonly port: number;
  /** Where a worker without a gateway answers `/metrics`, `/livez` and `/readyz`; undefined: nowhere. */
  readonly metricsPort: number | undefined;
  /** Address to listen on. */
  readonly host: string;
  /** Where callers reach the hub; no trailing slash. */
  readonly publicUrl: string;
  /** External PostgreSQL; undefined: the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Login of the migrator where it is another than the application's. */
  readonly databaseOwnerUrl: string | undefined;
  /** External RabbitMQ, or the nodes of a cluster with a comma between; undefined: the embedded transport. */
  readonly amqpUrl: string | undefined;
  /** HTTP API of the same broker, with an administrator's login; undefined: units cannot have queues of their own. */
  readonly amqpManagementUrl: string | undefined;
  /** Folder of everything the hub keeps outside an external database. */
  readonly dataDir: string;
  /** Where files lie; every process of the hub sees the same folder. */
  readonly filesFolder: string;
  /** What stays free on its disk; bytes. */
  readonly filesFreeBytes: number;
  /** What one partner may have brought that no dossier refers to; bytes. */
  readonly filesPartnerBytes: number;
  /** Loads the demonstration set and starts the units' stand-ins. Never on external servers unless asked for. */
  readonly demo: boolean;
  /** NODE_ENV=production: unsafe settings refuse the start. */
  readonly production: boolean;
  /** File with the master key from which webhook secrets are derived; undefined: kept in the data folder. */
  readonly masterKeyFile: string | undefined;
  /** Time-stamping authority for the evidence (RFC 3161); undefined: heads are signed, not stamped. */
  readonly stampUrl: string | undefined;
  /** How the national portal is reached (deploy/portal.example.yaml); undefined: it is not. */
  readonly portalFile: string | undefined;
  /** Whose statements and gateway files are read, and how (deploy/money.example.yaml); undefined: nobody's. */
  readonly moneyFile: string | undefined;
  /** How payment gateways are reached (deploy/payment.example.yaml); undefined: none is. */
  readonly paymentFile: string | undefined;
  /** How the post office is reached (deploy/post.example.yaml); undefined: it is not. */
  readonly postFile: string | undefined;
  /** How the document axis is reached (deploy/edoc.example.yaml); undefined: it is not. */
  readonly edocFile: string | undefined;
  readonly trustedProxies: TrustedProxies;
  /** Whether webhooks may go to private addresses and plain http. */
  readonly privateWebhooks: boolean;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
}

/**
 * Whose X-Forwarded-For is believed: proxies by address or network, or how many stand in a row before the hub; an empty
 * list: nobody's.
 */
export type TrustedProxies = number | readonly string[];

/** The settings are unusable; `faults` has a sentence each. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.name = "ConfigError";
    this.faults = faults;
  }
}

type Env = Readonly<Record<string, string | undefined>>;

const logLevels = ["debug", "info", "warn", "error", "silent"] as const;

/** @throws {ConfigError} naming every fault at once. */
export function readConfig(env: Env = process.env, cwd = process.cwd()): Config {
  const faults: string[] = [];
  const fault = (vi: string, en: string) => faults.push(`${vi} / ${en}`);
  const text = (name: string) => (env[name] === "" ? undefined : env[name]);

  const portOf = (name: string) => {
    const value = text(name);
    const port = Number(value);
    if (value !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535))
      fault(
        `${name} phải là số nguyên từ 0 đến 65535, không phải "${value}".`,
        `${name} must be a whole number from 0 to 65535, not "${value}".`,
      );
    return value === undefined ? undefined : port;
  };
  const port = portOf("PORT") ?? 8080;
  const metricsPort = portOf("HUB_METRICS_PORT");

  const url = (name: string, protocols: readonly string[]) => {
    const value = text(name);
    if (value === undefined) return undefined;
    const ok = URL.canParse(value) && protocols.includes(new URL(value).protocol);
    // the value itself may hold a password: it is never repeated
    if (!ok) {
      const beginnings = protocols.map((p) => `${p}//`);
      fault(
        `${name} phải là địa chỉ bắt đầu bằng ${beginnings.join(" hoặc ")}.`,
        `${name} must be a URL beginning with ${beginnings.join(" or ")}.`,
      );
    }
    return value;
  };
  /** One, or several with a comma between. */
  const urls = (name: string, protocols: readonly string[]) => {
    const value = text(name);
    const ok = value
      ?.split(",")
      .every((one) => URL.canParse(one.trim()) && protocols.includes(new URL(one.trim()).protocol));
    if (ok === false)
      fault(
        `${name} phải là URL bắt đầu bằng ${protocols.map((p) => `${p}//`).join(" hoặc ")}, hoặc nhiều URL cách nhau bằng dấu phẩy.`,
        `${name} must be a URL beginning with ${protocols.map((p) => `${p}//`).join(" or ")}, or several with a comma between.`,
      );
    return value;
  };
  const flag = (name: string, otherwise: boolean) => {
    const value = text(name);
    if (value === undefined) return otherwise;
    if (value !== "0" && value !== "1")
      fault(`${name} phải là 0 hoặc 1, không phải "${value}".`, `${name} must be 0 or 1, not "${value}".`);
    return value === "1";
  };

  const gigabytes = (name: string, otherwise: string) => {
    const value = Number(text(name) ?? otherwise);
    if (!(value >= 0 && value <= 1_000_000))
      fault(
        `${name} phải là số gigabyte, không phải "${env[name] ?? ""}".`,
        `${name} must be a number of gigabytes, not "${env[name] ?? ""}".`,
      );
    return value * 2 ** 30;
  };

  const proxies = text("HUB_TRUSTED_PROXIES");
  const trustedProxies = proxies === undefined ? [] : readProxies(proxies);
  if (!trustedProxies)
    fault(
      `HUB_TRUSTED_PROXIES phải là địa chỉ hoặc mạng của proxy, cách nhau bằng dấu phẩy (10.0.0.5, 10.1.0.0/24), hoặc số proxy nối tiếp từ 1 đến 9; không phải "${proxies ?? ""}".`,
      `HUB_TRUSTED_PROXIES must be addresses or networks of proxies with a comma between (10.0.0.5, 10.1.0.0/24), or how many stand in a row from 1 to 9; not "${proxies ?? ""}".`,
    );

  const production = text("NODE_ENV") === "production";
  const databaseUrl = url("DATABASE_URL", ["postgres:", "postgresql:"]);
  const databaseOwnerUrl = url("DATABASE_OWNER_URL", ["postgres:", "postgresql:"]);
  const amqpUrl = urls("AMQP_URL", ["amqp:", "amqps:"]);
  const amqpManagementUrl = url("AMQP_MANAGEMENT_URL", ["http:", "https:"]);
  if (amqpManagementUrl !== undefined && amqpUrl === undefined)
    fault(
      "Có AMQP_MANAGEMENT_URL mà không có AMQP_URL: cả hai phải chỉ cùng một máy chủ RabbitMQ.",
      "AMQP_MANAGEMENT_URL is set and AMQP_URL is not: both name the same broker.",
    );
  const stampUrl = url("HUB_TSA_URL", ["http:", "https:"]);
  const demo = flag("HUB_DEMO", databaseUrl === undefined && !production);
  const privateWebhooks = flag("HUB_PRIVATE_WEBHOOKS", demo);
  const logLevel = logLevels.find((level) => level === (text("HUB_LOG_LEVEL") ?? (demo ? "warn" : "info")));
  if (!logLevel)
    fault(
      `HUB_LOG_LEVEL phải là một trong ${logLevels.join(", ")}.`,
      `HUB_LOG_LEVEL must be one of ${logLevels.join(", ")}.`,
    );

  const filesFolder = text("FILES_FOLDER");
  const filesFreeBytes = gigabytes("FILES_MIN_FREE_GB", demo ? "0.5" : "5");
  const filesPartnerBytes = gigabytes("FILES_PARTNER_GB", "20");
  if (production) {
    if (!filesFolder)
      fault(
        "Thiếu FILES_FOLDER: thư mục lâu dài mà mọi tiến trình của trục dùng chung.",
        "FILES_FOLDER is missing: a lasting folder that every process of the hub shares.",
      );
    if (!databaseUrl)
      fault(
        "Thiếu DATABASE_URL: môi trường thật không chạy trên cơ sở dữ liệu kèm theo.",
        "DATABASE_URL is missing: production does not run on the embedded database.",
      );
    if (demo)
      fault(
        "HUB_DEMO=1 không dùng được ở môi trường thật: đối tác trình diễn có quyền thực hành.",
        "HUB_DEMO=1 is refused in production: demonstration partners have practice rights.",
      );
    if (privateWebhooks)
      fault(
        "HUB_PRIVATE_WEBHOOKS=1 không dùng được ở môi trường thật: webhook có thể tới địa chỉ nội bộ.",
        "HUB_PRIVATE_WEBHOOKS=1 is refused in production: webhooks could reach internal addresses.",
      );
    if (!text("HUB_PUBLIC_URL")?.startsWith("https://"))
      fault(
        "HUB_PUBLIC_URL phải là địa chỉ https:// mà các đơn vị dùng để tới trục này.",
        "HUB_PUBLIC_URL must be the https:// address under which units reach this hub.",
      );
  }
  const publicUrl = (url("HUB_PUBLIC_URL", ["http:", "https:"]) ?? `http://localhost:${port}`).replace(/\/+$/, "");

  if (faults.length > 0 || !logLevel || !trustedProxies) throw new ConfigError(faults);
  return Object.freeze({
    port,
    metricsPort,
    host: text("HOST") ?? "0.0.0.0",
    publicUrl,
    databaseUrl,
    databaseOwnerUrl,
    amqpUrl,
    amqpManagementUrl,
    dataDir: dataDir(env, cwd),
    filesFolder: resolve(filesFolder ?? join(dataDir(env, cwd), "files")),
    filesFreeBytes,
    filesPartnerBytes,
    demo,
    production,
    masterKeyFile: text("HUB_MASTER_KEY_FILE"),
    stampUrl,
    portalFile: text("HUB_PORTAL_FILE"),
    moneyFile: text("HUB_MONEY_FILE"),
    paymentFile: text("HUB_PAYMENT_FILE"),
    postFile: text("HUB_POST_FILE"),
    edocFile: text("HUB_EDOC_FILE"),
    trustedProxies,
    privateWebhooks,
    logLevel,
  });
}

/** Undefined: neither. A network of everybody (/0) names nobody. */
function readProxies(text: string): TrustedProxies | undefined {
  if (/^[1-9]$/.test(text.trim())) return Number(text);
  const named = text.split(",").map((one) => one.trim());
  const fits = named.every((one) => {
    const [address = "", bits, more] = one.split("/");
    const version = isIP(address);
    if (version === 0 || more !== undefined) return false;
    return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  });
  return fits ? named : undefined;
}

/**
 * `HUB_DATA_DIR`, or `.hub` in the project. As root the project may lie in a folder that the database's
 * unprivileged user cannot enter, so root's data lie under /var/lib, one folder per project.
 */
export function dataDir(env: Env = process.env, cwd = process.cwd()): string {
  const given = env["HUB_DATA_DIR"];
  if (given) return resolve(given.startsWith("~/") ? `${homedir()}${given.slice(1)}` : given);
  if (process.getuid?.() !== 0) return resolve(cwd, ".hub");
  return `/var/lib/lien-thong-hub/${createHash("sha256").update(cwd).digest("hex").slice(0, 12)}`;
}

/** Where the command line finds the running hub. */
export function hubUrl(env: Env = process.env): string {
  return (env["HUB_URL"] ?? `http://localhost:${env["PORT"] ?? "8080"}`).replace(/\/+$/, "");
}
