import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startStandIn } from "../../adapters/payment/stand-in/index.ts";
import type { Config } from "../../platform/config.ts";

export interface PracticeGateway {
  /** Its connection file, as an operator would write it. */
  readonly file: string;
  readonly close: () => Promise<void>;
}

/** As with the portal: a hub of one process on its own database, whose operator connected no gateway. */
export const hasPracticeGateway = ({ demo, databaseUrl, paymentFile, production }: Config): boolean =>
  demo && !production && databaseUrl === undefined && paymentFile === undefined;

/** Plays VNPAY beside the demonstration: who opens the address of an attempt has paid it. */
export async function startPracticeGateway(dataDir: string, hubUrl: string): Promise<PracticeGateway> {
  const folder = join(dataDir, "practice-payments");
  await mkdir(folder, { recursive: true });
  const secret = randomBytes(24).toString("hex");
  const secretFile = join(folder, "secret");
  await writeFile(secretFile, `${secret}\n`, { mode: 0o600 });
  const shared = {
    profile: "vnpay",
    terminal: "PRACTICE",
    orderType: "other",
    locale: "vn",
    ownAddress: "127.0.0.1",
  } as const;
  const standIn = await startStandIn(
    { ...shared, secrets: [secret] },
    () => `${hubUrl}/callbacks/payments/vnpay`,
    () => new Date(),
    { paysAtOnce: true },
  );
  const file = join(folder, "connection.json");
  const gateway = { ...shared, name: "vnpay", callers: ["127.0.0.0/8", "::1/128"], secretFiles: [secretFile] };
  const account = { bin: "970436", number: "0000000000001", name: "TAI KHOAN THU NGHIEM" };
  const connection = { gateways: [{ ...gateway, endpoints: standIn.endpoints }], account };
  await writeFile(file, JSON.stringify(connection, undefined, 2), { mode: 0o600 });
  return { file, close: standIn.close };
}
