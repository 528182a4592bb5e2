import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";

/** November 2026: Mon 09/11; Tue 24/11 is a holiday, so ten working days after Tue 10/11 end on Wed 25/11. */
describe("the legs of a chain and the payment of its dossier (§2.5, KARA 6(2))", () => {
  let gateway: TestGateway;
  let tokens: Record<"commune" | "builders" | "justice" | "operator", string>;
  const { commune, province: construction } = walkNow;
  const justice = "H38.14";
  const unitOf = { commune, builders: construction, justice };
  const days = (value: number) => ({ value, unit: "working_day" });

  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-24T12:00:00+07:00"));
    await gateway.register("commune", [commune]);
    await gateway.register("builders", [construction]);
    await gateway.register("justice", [justice]);
    await gateway.registerOperator("operator");
    tokens = Object.fromEntries(
      await Promise.all(
        ["commune", "builders", "justice", "operator"].map(async (id) => [id, await gateway.tokenOf(id)]),
      ),
    ) as typeof tokens;
  });
  after(() => gateway.close());

  const post = (path: string, token: string, body: object) => gateway.send("POST", path, { token, key: aKey(), body });
  const done = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  /** In Vietnamese time, `09T09:00`, November 2026. */
  const on = (text: string) => `2026-11-${text}:00+07:00`;
  const local = (iso: string | null | undefined) =>
    iso ? new Date(Date.parse(iso) + 7 * 3_600_000).toISOString().slice(5, 16) : iso;

  let sequence = 60;
  /** A procedure, and a process of two legs for it, approved. */
  const have = async (says: object, limits: readonly number[] = [3, 3], mode = "A") => {
    const code = `9.0000${(sequence += 1)}`;
    const row = { code, name: "Thủ tục thử nghiệm", levels: ["commune", "province"], ...says };
    await importProcedures(gateway.database.db, textSource("rows.jsonl", JSON.stringify(row)), {
      today: parseDay("2026-01-01"),
    });
    const [first, second] = limits.map((value, at) => ({
      ...{ number: at + 1, agency: at === 0 ? construction : justice, kind: "handle", work: "Thẩm định" },
      ...{ limit: days(value), after: at === 0 ? [] : [at] },
    }));
    const body = { name: "Liên thông", procedure: code, validFrom: "2026-07-01", mode, legs: [first, second] };
    await gateway.send("PUT", `/v1/processes/${code}`, { token: tokens.operator, body });
    await post(`/v1/processes/${code}/check`, tokens.operator, { officer: "VP-01" });
    const decision = { decisionNo: "663/QĐ-UBND", decisionDate: "2026-06-20", signer: "CT-01" };
    const approved = await post(`/v1/processes/${code}/approve`, tokens.operator, decision);
    expect(approved.body.state, JSON.stringify(approved.body)).to.equal("approved");
    return code;
  };
  const receive = async (procedure: string, at: string) => {
    const body = { by: commune, procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, at: on(at) };
    return (await done(post("/v1/dossiers", tokens.commune, body))).dossier.code as string;
  };
  const start = (code: string, process: string, at: string) =>
    post(`/v1/dossiers/${code}/chain`, tokens.commune, { by: commune, process, at: on(at) });
  const step = (code: string, what: string, at: string, but: object = {}) =>
    done(
      post(`/v1/dossiers/${code}/steps`, tokens.commune, {
        step: what,
        by: commune,
        at: on(at),
        role: "officer",
        ...but,
      }),
    );
  const ask = (code: string, at: string) => step(code, "askPayment", at);
  const pay = (code: string, at: string) => step(code, "confirmPayment", at, { paymentReference: "BL-1" });
  const leg = (who: keyof typeof unitOf, code: string, n: number, what: string, at: string) =>
    post(`/v1/dossiers/${code}/legs/${n}/steps`, tokens[who], { step: what, by: unitOf[who], at: on(at) });
  const chainOf = async (code: string) =>
    (await gateway.send("GET", `/v1/dossiers/${code}/legs`, { token: tokens.commune })).body;
  const legsOf = async (code: string): Promise<string[]> =>
    (await chainOf(code)).legs.map(
      ({ state, dueAt, plannedDueAt }: Record<string, string>) => `${state} ${local(dueAt ?? plannedDueAt)}`,
    );
  const told = async (code: string, receiver: string) =>
    (
      await gateway.database.sql<{ said: string }>(
        `select concat_ws(' ', envelope->'data'->>'number', envelope->'data'->>'step',
                          left(envelope->'data'->>'dueAt', 10)) as said from outbox
         where subject = $1 and receiver = $2 and envelope->>'type' like '%leg-moved%' order by sequence`,
        [code, receiver],
      )
    ).map(({ said }) => said);

  describe("a limit that begins when paid (START_AFTER_PAID)", () => {
    const paidFirst = (but: object = {}) => ({
      ...{ payment_mode: "START_AFTER_PAID", start_mode: "A/last_hour", fee_vnd: 15_000 },
      ...{ time_limit: days(10), ...but },
    });

    it("begins for the first leg too, in its mode, whether the chain was started before the payment or after it", async () => {
      const procedure = await have(paidFirst(), [3, 3], "A/last_hour");
      const before = await receive(procedure, "09T09:00");
      const begun = await done(start(before, procedure, "09T09:30"));
      expect(begun.chain.legs.map(({ state, startedAt }: Record<string, unknown>) => [state, startedAt])).to.deep.equal(
        [
          ["waiting", null],
          ["waiting", null],
        ],
      );
      await ask(before, "09T10:00");
      await pay(before, "10T16:45"); // the last hour: received on Wed 11/11
      const later = await receive(procedure, "09T09:00");
      await ask(later, "09T10:00");
      await pay(later, "10T16:45");
      await done(start(later, procedure, "10T16:45"));
      for (const code of [before, later]) {
        expect(await legsOf(code)).to.deep.equal(["running 11-16T17:30", "waiting 11-19T17:30"]); // 12, 13, 16; 17–19
        // 12, 13, 16–20, 23, 25, 26
        expect(local((await chainOf(code)).jointDueAt as string)).to.equal("11-26T17:30");
      }
    });

    it("until then all are told of their duty, none acts, the forecast waits; then each has its deadline anew", async () => {
      const procedure = await have(paidFirst({ start_mode: "A" }));
      const code = await receive(procedure, "09T09:00");
      await done(start(code, procedure, "09T09:30"));
      expect(await chainOf(code)).to.deep.include({
        isStopped: true,
        jointDueAt: null,
        forecast: { colour: "paused", expectedEnd: null },
      });
      const early = await leg("builders", code, 1, "acknowledge", "09T10:00");
      expect([early.status, early.body.code]).to.deep.equal([409, "leg-not-started"]);
      await ask(code, "12T09:10");
      expect(await legsOf(code)).to.deep.equal(["waiting 11-12T17:30", "waiting 11-17T17:30"]);
      await pay(code, "12T10:00");
      // 13, 16, 17; 18–20: nobody is due on the day on which the limit begins
      expect(await legsOf(code)).to.deep.equal(["running 11-17T17:30", "waiting 11-20T17:30"]);
      expect(await chainOf(code)).to.include({ isStopped: false });
      expect(await told(code, construction)).to.deep.equal(["1 assign 2026-11-12", "1 start 2026-11-17"]);
      expect(await told(code, justice)).to.deep.equal(["2 assign 2026-11-17", "2 assign 2026-11-20"]);
      await done(leg("builders", code, 1, "acknowledge", "12T10:30"));
    });

    it("begins with a waiver as with a payment; at once where there is nothing to pay", async () => {
      const procedure = await have(paidFirst({ start_mode: "A" }));
      const waived = await receive(procedure, "09T09:00");
      await done(start(waived, procedure, "09T09:30"));
      await ask(waived, "10T09:00");
      await step(waived, "waivePayment", "11T09:00", { legalBasis: "Điều 5 luật thử nghiệm" });
      expect((await legsOf(waived))[0]).to.equal("running 11-16T17:30"); // 12, 13, 16
      const free = await have(paidFirst({ start_mode: "A", fee_vnd: 0 }));
      const code = await receive(free, "09T09:00");
      await done(start(code, free, "09T09:30"));
      expect((await legsOf(code))[0]).to.equal("running 11-12T17:30"); // 10, 11, 12
    });

    it("withdrawn before it was paid, its legs are cancelled and their fees listed", async () => {
      const procedure = await have(paidFirst());
      const code = await receive(procedure, "09T09:00");
      await done(start(code, procedure, "09T09:30"));
      await step(code, "requestWithdrawal", "09T10:00", { role: "applicant", reason: "Không còn nhu cầu" });
      await step(code, "confirmWithdrawal", "09T11:00");
      const chain = await chainOf(code);
      expect(chain).to.include({ isStopped: false, outcome: "stopped" });
      expect(chain.legs.map(({ state }: { state: string }) => state)).to.deep.equal(["cancelled", "cancelled"]);
    });
  });

  describe("a payment under which the clock runs on (RUN)", () => {
    for (const [what, limit, jointDue] of [
      ["the dossier's clock and its legs'", { time_limit: days(10) }, "11-23T17:30"],
      ["the legs' where no limit is stated", {}, null],
    ] as const)
      it(`runs on for ${what}`, async () => {
        const procedure = await have({ payment_mode: "RUN", fee_vnd: 15_000, ...limit });
        const code = await receive(procedure, "09T09:00");
        await done(start(code, procedure, "09T09:30"));
        const runs = async () => {
          const chain = await chainOf(code);
          expect(chain).to.include({ isStopped: false });
          expect(local(chain.jointDueAt as string | null)).to.equal(jointDue);
          expect([chain.legs[0].stoppedAt, local(chain.legs[0].dueAt as string)]).to.deep.equal([null, "11-12T17:30"]);
        };
        await ask(code, "10T10:00");
        await runs();
        await pay(code, "18T10:00");
        await runs();
        expect(await told(code, construction)).to.deep.equal(["1 start 2026-11-12"]);
      });
  });

  it("D23 a leg that starts by an entry dated before the pause has used its time until the pause", async () => {
    for (const limit of [{ time_limit: days(10) }, {}]) {
      const procedure = await have({ fee_vnd: 15_000, ...limit }, [3, 4]);
      const code = await receive(procedure, "16T09:00");
      await done(start(code, procedure, "16T09:30"));
      await done(leg("builders", code, 1, "acknowledge", "16T10:00"));
      await ask(code, "18T09:00");
      await done(leg("builders", code, 1, "finish", "17T10:00"));
      expect(local((await chainOf(code)).legs[1].stoppedAt as string)).to.equal("11-18T09:00");
      await pay(code, "20T10:00");
      // of 18, 19, 20, 23 the 18th was used: 23, 25, 26 are left
      expect((await legsOf(code))[1]).to.equal("running 11-26T17:30");
    }
  });

  it("a chain is not dated before a step that its dossier has taken since", async () => {
    const procedure = await have({ fee_vnd: 15_000, time_limit: days(10) });
    const code = await receive(procedure, "09T09:00");
    await ask(code, "10T09:00");
    await pay(code, "12T10:00");
    const { status, body } = await start(code, procedure, "09T09:30");
    expect([status, body.code, body.field]).to.deep.equal([409, "time-before-last-step", "/at"]);
    await done(start(code, procedure, "12T10:00"));
    expect((await legsOf(code))[0]).to.equal("running 11-17T17:30"); // 13, 16, 17
  });
});
