import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { parseDay } from "../../core/domain/day.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import type { TestDatabase } from "./database.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "./gateway.ts";
import { folderOf } from "./program.ts";

type Json = Readonly<Record<string, unknown>>;

/** One thing that somebody does, and what must come of it. */
interface Act {
  /** The scenario's own name of the dossier. */
  readonly dossier: string;
  /** A step of a dossier or, with `leg`, of a leg. Nothing: it is only looked at. */
  readonly step?: string;
  readonly leg?: number;
  /** Sends the dossier through this approved process. */
  readonly chain?: string;
  readonly by: string;
  readonly role?: string;
  /** Vietnamese time, `2026-11-23 14:59:59`. */
  readonly at?: string;
  readonly to?: string;
  /** Whatever else goes into the request. */
  readonly with?: Json;
  /** Code of the refusal that must come. */
  readonly refused?: string;
  readonly expect?: Json;
}

/** acts.yaml of a scenario. */
interface Play {
  /** What the hub's clock says, in Vietnamese time; stated moments may lie before it. */
  readonly now: string;
  /** Agencies of the demonstration that are connected, by the scenario's own names. */
  readonly units: Readonly<Record<string, string>>;
  readonly acts?: readonly Act[];
  /** What is done after the event that the scenario is about. */
  readonly then?: readonly Act[];
}

/** A scenario's folder, its gateway, and the dossiers that came into being so far. */
export interface Stage {
  readonly gateway: TestGateway;
  readonly play: Play;
  readonly code: (dossier: string) => string;
  readonly tokenOf: (unit: string) => string;
  readonly act: (act: Act) => Promise<Answer>;
  /** What a unit sees of a dossier, moments in Vietnamese time. */
  readonly look: (dossier: string, by: string) => Promise<Record<string, unknown>>;
}

/** A file of the scenario's folder. */
export const readScenarioFile = (specUrl: string, file: string): string =>
  readFileSync(join(folderOf(specUrl), file), "utf8");

/** A table of the scenario's folder, first row the names. */
export function readScenarioTable(specUrl: string, file: string): Record<string, string>[] {
  const [head = [], ...rows] = readScenarioFile(specUrl, file)
    .trim()
    .split("\n")
    .map((line) => line.split(",").map((cell) => cell.trim()));
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? ""])));
}

/**
 * Plays a scenario: the first line of story.md is its name, acts.yaml what is done through the real gateway and what
 * must come of it, act by act. `more` adds what needs code: before the acts (`prepare`), between `acts` and `then`, after.
 */
export function playScenario(
  specUrl: string,
  more: {
    /** Before the units are connected: agencies of the scenario's own. */
    readonly beforeUnits?: (database: TestDatabase) => Promise<unknown>;
    readonly prepare?: (stage: Stage) => Promise<unknown>;
    readonly between?: (stage: Stage) => Promise<unknown>;
    readonly after?: (stage: () => Stage) => void;
  } = {},
): void {
  const title = readScenarioFile(specUrl, "story.md").split("\n", 1)[0]?.replace(/^# /, "") ?? specUrl;
  const play = parse(readScenarioFile(specUrl, "acts.yaml")) as Play;
  describe(title, () => {
    let stage: Stage | undefined;
    const theStage = (): Stage => {
      if (!stage) throw new Error("the scenario has not begun");
      return stage;
    };
    before(async () => {
      stage = await setStage(play, more.beforeUnits);
      await more.prepare?.(stage);
    });
    after(() => stage?.gateway.close());
    for (const act of play.acts ?? []) it(nameOf(act), () => judge(theStage(), act));
    const { between } = more;
    if (between) it("then it happens", () => between(theStage()));
    for (const act of play.then ?? []) it(nameOf(act), () => judge(theStage(), act));
    more.after?.(theStage);
  });
}

async function setStage(play: Play, beforeUnits?: (database: TestDatabase) => Promise<unknown>): Promise<Stage> {
  const gateway = await testGateway({ trustedProxies: ["127.0.0.1"] });
  try {
    await beforeUnits?.(gateway.database);
    return await connect(gateway, play);
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

async function connect(gateway: TestGateway, play: Play): Promise<Stage> {
  gateway.setClock(new Date(moment(play.now)));
  const codes = new Map<string, string>();
  const tokens = new Map<string, string>();
  for (const [name, agency] of Object.entries(play.units)) {
    await gateway.register(name, [agency]);
    tokens.set(name, await gateway.tokenOf(name));
  }
  const known = (map: ReadonlyMap<string, string>, name: string) => {
    const value = map.get(name);
    if (value === undefined) throw new Error(`the scenario knows no ${name}`);
    return value;
  };
  const code = (dossier: string) => known(codes, dossier);
  const tokenOf = (unit: string) => known(tokens, unit);
  const agencyOf = (name: string) => play.units[name] ?? name;

  const act: Stage["act"] = async ({ dossier, step, leg, chain, by, role, at, to, with: rest = {} }) => {
    const { newDue } = rest;
    const body = {
      by: agencyOf(by),
      ...(role === undefined ? {} : { role }),
      ...(at === undefined ? {} : { at: moment(at) }),
      ...(to === undefined ? {} : { to: agencyOf(to) }),
      ...rest,
      ...(typeof newDue === "string" ? { newDue: moment(newDue) } : {}),
    };
    const post = (path: string, what: object) =>
      gateway.send("POST", path, { token: tokenOf(by), key: aKey(), body: what });
    if (chain !== undefined) return post(`/v1/dossiers/${code(dossier)}/chain`, { ...body, process: chain });
    if (leg !== undefined) return post(`/v1/dossiers/${code(dossier)}/legs/${leg}/steps`, { ...body, step });
    if (codes.has(dossier)) {
      if (step === "handOver") return post(`/v1/dossiers/${code(dossier)}/handovers`, body);
      return post(`/v1/dossiers/${code(dossier)}/steps`, { ...body, step });
    }
    const answer = await post("/v1/dossiers", { step, applicant: { name: "Nguyễn Thị Thử Nghiệm" }, ...body });
    if (answer.status === 201) codes.set(dossier, answer.body.dossier.code as string);
    return answer;
  };
  const look: Stage["look"] = async (dossier, by) => {
    const { body } = await gateway.send("GET", `/v1/dossiers/${code(dossier)}`, { token: tokenOf(by) });
    const clocks = (body.clocks ?? []) as readonly { kind: string }[];
    return inVietnam({ ...body, clocks: Object.fromEntries(clocks.map((clock) => [clock.kind, clock])) }) as Record<
      string,
      unknown
    >;
  };
  return { gateway, play, code, tokenOf, act, look };
}

async function judge(stage: Stage, act: Act): Promise<void> {
  const { dossier, by, step, chain, refused, expect: expected = {} } = act;
  const isLook = step === undefined && chain === undefined;
  const answer = isLook ? undefined : await stage.act(act);
  if (answer) {
    const { status, body } = answer;
    if (refused === undefined) expect(status, JSON.stringify(body)).to.be.oneOf([200, 201]);
    else {
      expect(body, JSON.stringify(body)).to.include({ code: refused });
      for (const words of [body.vi, body.en])
        for (const part of ["title", "detail", "remedy"])
          expect(words[part], part)
            .to.match(/\S/)
            .and.not.match(/\{\w+\}/);
    }
  }
  if (Object.keys(expected).length === 0) return;
  const answered = refused === undefined ? answer?.body : undefined;
  expectWithin(
    {
      ...(await stage.look(dossier, by)),
      ...(answered?.event ? { event: answered.event } : {}),
      ...(answered?.chain ? { chain: chainOf(answered.chain), told: receiversOf(answered) } : {}),
      ...(answered?.messages ? { told: receiversOf(answered) } : {}),
    },
    expected,
    dossier,
  );
}

const receiversOf = ({ messages }: { messages: readonly { receiver: string }[] }) =>
  messages.map(({ receiver }) => receiver);

const chainOf = (chain: Json & { legs: readonly { number: number; state: string }[] }) => ({
  ...(inVietnam(chain) as Json),
  legs: chain.legs.map(({ number, state }) => `${number} ${state}`).join(", "),
});

/** Every value that was written down is there; what was not written is not looked at. */
function expectWithin(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected !== "object" || expected === null || Array.isArray(expected))
    return void expect(inVietnam(actual), path).to.deep.equal(expected);
  for (const [name, value] of Object.entries(expected))
    expectWithin((actual as Json | undefined)?.[name], value, `${path}.${name}`);
}

/** `2026-11-23 14:59:59` as the contract writes it. */
export const moment = (local: string): string => `${local.replace(" ", "T").replace(/T(\d\d:\d\d)$/, "T$1:00")}+07:00`;

/** The other way round, wherever a moment stands in a value; seconds only where there are some. */
export function inVietnam(value: unknown): unknown {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
    return new Date(Date.parse(value) + 7 * 3_600_000).toISOString().slice(0, 19).replace("T", " ").replace(/:00$/, "");
  if (Array.isArray(value)) return value.map(inVietnam);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inVietnam(item)]));
  return value;
}

function nameOf({ dossier, step, leg, chain, by, at, refused, expect: expected }: Act): string {
  const what = [leg === undefined ? "" : `leg ${leg}`, step ?? (chain === undefined ? "is seen" : `starts ${chain}`)];
  const how = refused ?? (expected ? JSON.stringify(expected).slice(1, -1).replaceAll('"', "") : "done");
  return `${at ?? ""} ${by}: ${dossier} ${what.join(" ").trim()} → ${how}`.trim();
}

/** Drafts, checks and approves a process of the scenario's folder, as the province's office does. */
export async function approveProcess({ gateway }: Stage, specUrl: string, file: string): Promise<void> {
  const { id, ...draft } = parse(readScenarioFile(specUrl, file)) as { id: string };
  await gateway.registerOperator(`office-${id}`);
  const token = await gateway.tokenOf(`office-${id}`);
  const agreed = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(200);
  };
  const post = (what: string, body: object) =>
    agreed(gateway.send("POST", `/v1/processes/${id}/${what}`, { token, key: aKey(), body }));
  await agreed(gateway.send("PUT", `/v1/processes/${id}`, { token, body: draft }));
  await post("check", { officer: "VP-01" });
  await post("approve", { decisionNo: "01/QĐ-THU", decisionDate: "2026-06-20", signer: "CT-01" });
}

/** A catalogue of the scenario's folder, imported as an operator does. */
export async function importProcedureList({ gateway }: Stage, specUrl: string, file: string): Promise<void> {
  const source = textSource(file, readScenarioFile(specUrl, file));
  const { refused } = await importProcedures(gateway.database.db, source, { today: parseDay("2026-01-01") });
  expect(refused).to.deep.equal([]);
}
