import { expect } from "chai";
import { ConfigError, hubUrl, readConfig } from "../../platform/config.ts";

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env, "/somewhere");
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

const production = {
  NODE_ENV: "production",
  DATABASE_URL: "postgres://hub@db/hub",
  HUB_PUBLIC_URL: "https://hub.example.vn",
  FILES_FOLDER: "/srv/hub/files",
};

describe("settings", () => {
  it("need none: the demonstration on the embedded database", () => {
    expect(readConfig({}, "/somewhere")).to.include({
      port: 8080,
      publicUrl: "http://localhost:8080",
      databaseUrl: undefined,
      demo: true,
      privateWebhooks: true,
      production: false,
      logLevel: "warn",
    });
  });

  it("name the proxies that are believed; nobody is unless named", () => {
    const proxies = (text?: string) =>
      readConfig(text === undefined ? {} : { HUB_TRUSTED_PROXIES: text }).trustedProxies;
    expect(proxies()).to.deep.equal([]);
    expect(proxies("")).to.deep.equal([]);
    expect(proxies("2")).to.equal(2);
    expect(proxies("10.0.0.5, 10.1.0.0/24,fd00::/8")).to.deep.equal(["10.0.0.5", "10.1.0.0/24", "fd00::/8"]);
  });

  it("with an external database load no demonstration unless told", () => {
    expect(readConfig({ DATABASE_URL: "postgres://hub@db/hub" }).demo).to.equal(false);
    expect(readConfig({ DATABASE_URL: "postgres://hub@db/hub", HUB_DEMO: "1" }).demo).to.equal(true);
  });

  it("for production are complete with a database and an https address", () => {
    expect(faultsOf(production)).to.deep.equal([]);
  });

  for (const [what, env, expected] of [
    ["a port that is none", { PORT: "eighty" }, [/^PORT .+ \/ PORT must be/]],
    ["a worker's port that is none", { HUB_METRICS_PORT: "9x" }, [/^HUB_METRICS_PORT .+ \/ HUB_METRICS_PORT must be/]],
    ["a port out of range", { PORT: "70000" }, [/^PORT .+ \/ PORT must be/]],
    [
      "a time-stamping authority that is no address",
      { HUB_TSA_URL: "tsa.example" },
      [/^HUB_TSA_URL .+ \/ HUB_TSA_URL must be a URL/],
    ],
    [
      "another database",
      { DATABASE_URL: "mysql://x" },
      [/^DATABASE_URL .+ \/ DATABASE_URL must be a URL beginning with postgres:/],
    ],
    ["another broker", { AMQP_URL: "kafka://x" }, [/^AMQP_URL .+ \/ AMQP_URL must be/]],
    ...["proxy.local", "10.0.0.0/0", "10.0.0.1/33", "10.0.0.1,", "0", "10", "loopback"].map(
      (proxies) =>
        [
          `proxies "${proxies}"`,
          { HUB_TRUSTED_PROXIES: proxies },
          [/^HUB_TRUSTED_PROXIES .+ must be addresses/],
        ] as const,
    ),
    ["a flag that is none", { HUB_DEMO: "yes" }, [/^HUB_DEMO .+ \/ HUB_DEMO must be 0 or 1/]],
    ["an unknown log level", { HUB_LOG_LEVEL: "loud" }, [/^HUB_LOG_LEVEL/]],
    ["all faults at once", { PORT: "x", AMQP_URL: "x", HUB_DEMO: "x" }, [/^PORT/, /^AMQP_URL/, /^HUB_DEMO/]],
    [
      "production without database",
      { NODE_ENV: "production", HUB_PUBLIC_URL: "https://x.vn", FILES_FOLDER: "/srv" },
      [/^Thiếu DATABASE_URL.+ \/ DATABASE_URL is missing/],
    ],
    [
      "production with the demonstration",
      { ...production, HUB_DEMO: "1", HUB_PRIVATE_WEBHOOKS: "0" },
      [/^HUB_DEMO=1 .+ \/ HUB_DEMO=1 is refused/],
    ],
    [
      "production with private webhooks",
      { ...production, HUB_PRIVATE_WEBHOOKS: "1" },
      [/^HUB_PRIVATE_WEBHOOKS=1 .+ \/ HUB_PRIVATE_WEBHOOKS=1 is refused/],
    ],
    [
      "production without a folder for files",
      { ...production, FILES_FOLDER: "" },
      [/^Thiếu FILES_FOLDER.+ \/ FILES_FOLDER is missing/],
    ],
    [
      "room for files that is no number",
      { FILES_MIN_FREE_GB: "much" },
      [/^FILES_MIN_FREE_GB .+ \/ FILES_MIN_FREE_GB must be a number/],
    ],
    [
      "production over plain http",
      { ...production, HUB_PUBLIC_URL: "http://hub.example.vn" },
      [/^HUB_PUBLIC_URL .+ \/ HUB_PUBLIC_URL must be the https/],
    ],
  ] as const)
    it(`refuse ${what}`, () => {
      const faults = faultsOf(env);
      expect(faults).to.have.length(expected.length);
      expected.forEach((words, index) => expect(faults[index]).to.match(words));
    });

  it("never repeat a password", () => {
    expect(faultsOf({ DATABASE_URL: "mysql://hub:geheim@db" }).join()).not.to.contain("geheim");
  });

  it("tell the command line where the hub is", () => {
    expect(hubUrl({})).to.equal("http://localhost:8080");
    expect(hubUrl({ PORT: "8081" })).to.equal("http://localhost:8081");
    expect(hubUrl({ HUB_URL: "https://hub.example.vn/", PORT: "1" })).to.equal("https://hub.example.vn");
  });
});
