import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { makePaymentDoor } from "../../adapters/payment/inbound.ts";
import { startStandIn, type StandIn } from "../../adapters/payment/stand-in/index.ts";
import { announce, owe } from "../../bus/outbox.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { countStranger } from "../../core/store/pay-reports.ts";
import { sweepPayments } from "../../core/service/pay-ask.ts";
import { takeOwedSteps } from "../../core/service/pay-steps.ts";
import type { MoneyWorld } from "../../core/service/pay-gateways.ts";
import { moneyWorld, readPayments, type Payments } from "../../main/payments.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { keyPay1, keyPay3, payPlatform, viettelPay, vietcombank, vnpay, vnptPay } from "./gateways.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "./gateway.ts";

type GatewayOptions = NonNullable<Parameters<typeof testGateway>[0]>;

const kinds = {
  payplatform: { ...payPlatform, receipt: { ...payPlatform.receipt, cancelled: ["HUY"] } },
  vnptpay: vnptPay,
  keypay1: keyPay1,
  keypay3: keyPay3,
  viettelpay: viettelPay,
  vnpay,
  vietcombank,
};
export type Kind = keyof typeof kinds;

const queryStatus = {
  field: "TRANS_STATUS",
  outcomes: { paid: "paid", failed: "failed", waiting: "pending", reversed: "reversed" },
  order: ["RESPONSE_CODE", "MERCHANT_ORDER_ID", "AMOUNT", "TRANS_STATUS"],
} as const;

export interface TestPayments {
  readonly gateway: TestGateway;
  readonly world: MoneyWorld;
  readonly payments: Payments;
  /** Counterparties by the names of their connections. */
  readonly standIns: Readonly<Record<Kind, StandIn>>;
  /** Of the door for gateways. */
  readonly url: string;
  /** The file of a gateway's secret. */
  readonly secretFile: (kind: Kind) => string;
  readonly counted: ReadonlyMap<string, number>;
  /** Ends when what follows from answered messages is done. */
  readonly settled: () => Promise<void>;
  /** The job's work at the present clock. */
  readonly sweep: () => Promise<void>;
  readonly setClock: (now: Date) => void;
  readonly send: (method: string, path: string, body?: object, key?: string) => Promise<Answer>;
  /** A dossier, received, that owes 150,000 and waits for it. */
  readonly owing: (but?: { readonly asked?: boolean; readonly amount?: number }) => Promise<string>;
  /** Opens an attempt. */
  readonly open: (code: string, kind: Kind | "transfer") => Promise<Opened>;
  readonly money: (code: string) => Promise<Money>;
  readonly step: (code: string, step: string, but?: object) => Promise<Answer>;
  /** What stands on each account of the journal; zeros are left out. */
  readonly balances: () => Promise<Record<string, number>>;
  readonly close: () => Promise<void>;
}

export interface Opened {
  readonly reference: string;
  readonly state: string;
  readonly redirect: string | null;
  readonly transfer: { readonly vietQr: string; readonly note: string; readonly picture: string } | null;
}
export interface Money {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly fees: any[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly steps: any[];
}

/** A gateway of ours beside the seven counterparties, both ways over HTTP, on a database of its own. */
export async function testPayments({
  callers = ["127.0.0.0/8", "::1/128"],
  ...beside
}: Pick<GatewayOptions, "post"> & {
  readonly callers?: readonly string[];
} = {}): Promise<TestPayments> {
  const folder = await mkdtemp(join(tmpdir(), "hub-payments-"));
  let clock = new Date("2026-11-16T02:00:00Z");
  const now = () => clock;
  let url = "";
  const standIns = {} as Record<Kind, StandIn>;
  for (const [name, settings] of Object.entries(kinds) as [Kind, (typeof kinds)[Kind]][]) {
    const withQuery = settings.profile === "vnptpay" ? { ...settings, queryStatus } : settings;
    standIns[name] = await startStandIn(withQuery, () => `${url}/callbacks/payments/${name}`, now);
  }
  const secretFile = (kind: Kind) => join(folder, `${kind}.secret`);
  const gateways = [];
  for (const [name, settings] of Object.entries(kinds) as [Kind, (typeof kinds)[Kind]][]) {
    const { secrets, requestSecrets, callbackSecrets, accessCode, ...said } = settings as unknown as Record<
      string,
      readonly string[]
    > & { accessCode?: string };
    const fileOf = async (what: string, secret: string) => {
      const file = what === "secret" ? secretFile(name) : join(folder, `${name}.${what}`);
      await writeFile(file, secret);
      return file;
    };
    gateways.push({
      ...Object.fromEntries(Object.entries(said).filter(([what]) => what !== "queryStatus" && what !== "qr")),
      ...(secrets ? { secretFiles: [await fileOf("secret", secrets[0] ?? "")] } : {}),
      ...(requestSecrets ? { requestSecretFiles: [await fileOf("secret", requestSecrets[0] ?? "")] } : {}),
      ...(callbackSecrets ? { callbackSecretFiles: [await fileOf("callback", callbackSecrets[0] ?? "")] } : {}),
      ...(accessCode ? { accessCodeFile: await fileOf("access", accessCode) } : {}),
      ...(name === "vnptpay" ? { queryStatus } : {}),
      ...{ name, callers },
      ...(Object.keys(standIns[name].endpoints).length > 0 ? { endpoints: standIns[name].endpoints } : {}),
    });
  }
  const file = join(folder, "payment.yaml");
  const account = { bin: "970436", number: "0011001234567", name: "UBND PHUONG THU" };
  // JSON is YAML
  await writeFile(file, JSON.stringify({ gateways, account }));
  const payments = readPayments(file, "https://hub.example.gov.vn");
  const gateway = await testGateway({ payments, ...beside });
  gateway.setClock(clock);
  const log = pino({ level: "silent" });
  const { db } = gateway.database;
  const world = moneyWorld({ db, announce, owe, now, newId: randomUUID, clocks: openClocks() }, payments, log);
  const counted = new Map<string, number>();
  const door = makePaymentDoor({
    ...{ world, gateways: payments.gateways, log, trustedProxies: [] },
    count: (name, verdict) => counted.set(`${name} ${verdict}`, (counted.get(`${name} ${verdict}`) ?? 0) + 1),
    writeStranger: (stranger, times) => countStranger(db, stranger, times),
  });
  const server = createServer((request, response) => void door.app(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  await gateway.register("commune", [walkNow.commune]);
  let token = { value: await gateway.tokenOf("commune"), at: clock };
  const send: TestPayments["send"] = async (method, path, body, key = aKey()) => {
    // a token lives for minutes, and so does a clock that is moved
    if (Math.abs(clock.getTime() - token.at.getTime()) > 5 * 60_000)
      token = { value: await gateway.tokenOf("commune"), at: clock };
    const asked = () =>
      gateway.send(method, path, {
        token: token.value,
        ...(body ? { key, body: { by: walkNow.commune, ...body } } : {}),
      });
    const answer = await asked();
    if (answer.status !== 401) return answer;
    // the clock was moved by another act of the same moment
    token = { value: await gateway.tokenOf("commune"), at: clock };
    return asked();
  };
  const granted = async (answer: Promise<Answer>, status = 201) => {
    const { status: was, body } = await answer;
    if (was !== status) throw new Error(`${was}: ${JSON.stringify(body)}`);
    return body;
  };
  const step: TestPayments["step"] = (code, name, but = {}) =>
    send("POST", `/v1/dossiers/${code}/steps`, { step: name, ...but });
  return {
    ...{ gateway, world, payments, standIns, url, secretFile, counted, settled: door.settled, send, step },
    async sweep() {
      await takeOwedSteps(world);
      await sweepPayments(world);
      await takeOwedSteps(world);
    },
    setClock(at) {
      clock = at;
      gateway.setClock(at);
    },
    async owing({ asked = true, amount = 150_000 } = {}) {
      const applicant = { name: "Trần Thị Thử Nghiệm", idKind: "CCCD", idNumber: "079000000001", address: "1 Phố Thử" };
      const { dossier } = await granted(send("POST", "/v1/dossiers", { procedure: walkNow.procedure, applicant }));
      const code = dossier.code as string;
      const lines = [{ kind: "phi", name: "Phí thẩm định", amountVnd: amount, basis: "Nghị quyết thử 01" }];
      await granted(send("POST", `/v1/dossiers/${code}/fees`, { officer: "cb-01", lines }));
      if (asked) await granted(step(code, "askPayment", { role: "officer" }));
      return code;
    },
    async open(code, kind) {
      return (await granted(
        send("POST", `/v1/dossiers/${code}/payment-requests`, { officer: "cb-01", gateway: kind }),
      )) as Opened;
    },
    async money(code) {
      return (await granted(send("GET", `/v1/dossiers/${code}/money`), 200)) as Money;
    },
    async balances() {
      const rows = await gateway.database.sql<{ account: string; amount: string }>(
        "select account, sum(amount)::text as amount from hub.journal_line group by account having sum(amount) <> 0 order by account",
      );
      return Object.fromEntries(rows.map((row) => [row.account, Number(row.amount)]));
    },
    async close() {
      await door.settled();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      for (const standIn of Object.values(standIns)) await standIn.close();
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
