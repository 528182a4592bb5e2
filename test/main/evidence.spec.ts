import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Line, LineOf } from "../../bus/evidence/lines.ts";
import { parseDay } from "../../core/domain/day.ts";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { makeReport06a } from "../../core/service/report-06a.ts";
import { addEvidenceCommand } from "../../main/cli/evidence.ts";
import { walk2019, walkNow } from "../../main/demo/walks.ts";
import { fromRoot } from "../../platform/root.ts";
import { bringAll } from "../support/bus.ts";
import { command, refusalOf } from "../support/command.ts";
import { linesOf } from "../support/evidence.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { run } from "../support/hub-process.ts";

describe("hub evidence", () => {
  let gateway: TestGateway;
  let folder: string;
  const tokens = new Map<string, string>();
  before(async () => {
    gateway = await testGateway();
    folder = await mkdtemp(join(tmpdir(), "evidence-"));
    for (const [id, unit] of [
      ["commune", walk2019.commune],
      ["district", walk2019.district],
    ] as const) {
      await gateway.register(id, [unit]);
      tokens.set(id, await gateway.tokenOf(id));
    }
  });
  after(async () => {
    await gateway.close();
    await rm(folder, { recursive: true });
  });

  const hub = (...words: string[]) =>
    command(
      (program) =>
        addEvidenceCommand(
          program,
          () => Promise.resolve(gateway.database.db),
          () => Promise.resolve(gateway.database.url),
          () => join(folder, "master.key"),
        ),
      "evidence",
      ...words,
    );
  const as = (who: string) => ({ token: tokens.get(who)!, key: aKey() });
  const may = (day: number) => `2019-05-${day}T09:00:00+07:00`;
  const receive = async () => {
    const body = {
      by: walk2019.commune,
      procedure: walk2019.procedure,
      applicant: { name: "Nguyễn Văn Thử Nghiệm", idNumber: "000000000000" },
      at: "2019-05-27T08:10:00+07:00",
    };
    return (await gateway.send("POST", "/v1/dossiers", { ...as("commune"), body })).body.dossier.code as string;
  };
  const step = async (who: string, code: string, body: object) => {
    const { status } = await gateway.send("POST", `/v1/dossiers/${code}/steps`, { ...as(who), body });
    expect(status).to.equal(201);
  };
  const handOver = async (code: string) => {
    const body = { by: walk2019.commune, to: walk2019.district, at: may(28), officer: "CB-17" };
    expect((await gateway.send("POST", `/v1/dossiers/${code}/handovers`, { ...as("commune"), body })).status).to.equal(
      201,
    );
  };
  const words = "thiếu giấy của bà Trần Thị Thử";
  /** Handed over, sent back with words about a person, concluded, returned; its messages acknowledged. */
  const endedDossier = async () => {
    const code = await receive();
    await handOver(code);
    await step("district", code, { step: "acknowledge", role: "officer", by: walk2019.district, at: may(28) });
    await step("district", code, {
      step: "sendBack",
      role: "officer",
      by: walk2019.district,
      reason: words,
      at: may(29),
    });
    await step("commune", code, { step: "acknowledge", role: "officer", by: walk2019.commune, at: may(29) });
    await step("commune", code, {
      step: "conclude",
      role: "signatory",
      by: walk2019.commune,
      outcome: "granted",
      at: may(30),
    });
    await step("commune", code, { step: "returnResult", by: walk2019.commune, at: may(31) });
    await bringAll(gateway.database);
    for (const who of ["commune", "district"]) {
      const inbox = await gateway.send("GET", "/v1/inbox", { token: tokens.get(who)! });
      for (const { message } of inbox.body.items as { message: { id: string } }[])
        await gateway.send("POST", `/v1/inbox/${message.id}/ack`, as(who));
    }
    return code;
  };
  const file = (name: string) => join(folder, name);
  const exportOf = async (code: string, name = "dossier.jsonl") => {
    await hub("export", "--dossier", code, "--out", file(name));
    return readFile(file(name), "utf8");
  };
  const recordsOf = (text: string) => linesOf(text).filter((line): line is LineOf<"record"> => line.type === "record");
  const keyFile = async () => {
    await writeFile(file("hub.pem"), await hub("key"));
    return file("hub.pem");
  };

  it("export holds every step and every message's acknowledgement of a dossier, and verifies", async () => {
    const code = await endedDossier();
    const other = await receive();
    const records = recordsOf(await exportOf(code)).map(({ record }) => record);
    expect(
      records
        .filter(({ kind }) => kind === "step")
        .map(({ outcome, from, to, holder, at }) => [outcome, from, to, holder, at]),
    ).to.deep.equal([
      ["receive", "H63.29.04", null, "H63.29.04", "2019-05-27T01:10:00.000000Z"],
      ["handOver", "H63.29.04", "H63.29", "H63.29.04", "2019-05-28T02:00:00.000000Z"],
      ["acknowledge", "H63.29", null, "H63.29", "2019-05-28T02:00:00.000000Z"],
      ["sendBack", "H63.29", "H63.29.04", "H63.29", "2019-05-29T02:00:00.000000Z"],
      ["acknowledge", "H63.29.04", null, "H63.29.04", "2019-05-29T02:00:00.000000Z"],
      ["conclude", "H63.29.04", null, "H63.29.04", "2019-05-30T02:00:00.000000Z"],
      ["returnResult", "H63.29.04", null, "H63.29.04", "2019-05-31T02:00:00.000000Z"],
    ]);
    const told = await gateway.database.sql<{ id: string }>(
      "select message_id as id from hub.delivery where subject = $1 and state = 'delivered'",
      [code],
    );
    const attempts = records.filter(({ kind }) => kind === "attempt");
    expect(attempts.map(({ ref, outcome }) => `${ref!} ${outcome!}`)).to.have.members(
      told.map(({ id }) => `${id} delivered`),
    );
    expect(records.every(({ subject }) => subject === code && subject !== other)).to.equal(true);
    expect(JSON.stringify(records)).not.to.contain("Trần").and.not.to.contain("CB-17");
    const said = await hub("verify", file("dossier.jsonl"), "--key", await keyFile());
    expect(said.split("\n").at(-1)).to.match(/It holds\.$/);
  });

  it("verifies without a database, a hub or a network; what was tampered with exits 1 and is named", async () => {
    const code = await endedDossier();
    const text = await exportOf(code);
    const nowhere = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none", HUB_DATA_DIR: folder };
    const good = run("main/cli.ts", ["evidence", "verify", file("dossier.jsonl"), "--key", await keyFile()], nowhere);
    expect([await good.ended, good.output().trimEnd().split("\n").at(-1)?.split(" / ")[1]]).to.deep.equal([
      0,
      "It holds.",
    ]);
    await writeFile(file("bad.jsonl"), text.replace('"outcome":"handOver"', '"outcome":"sendBack"'));
    const bad = run("main/cli.ts", ["evidence", "verify", file("bad.jsonl"), "--key", file("hub.pem")], nowhere);
    expect(await bad.ended).to.equal(1);
    expect(bad.output()).to.match(/^✗ bị sửa \/ altered: record \d+ does not have its hash\n/);
    expect(bad.output()).to.contain("The file does NOT hold: 1 fault(s).");
  });

  it("a range is given by numbers or by days in Viet Nam, and widened to whole heads", async () => {
    await endedDossier();
    expect(await hub("export", "--range", "1..3", "--out", file("range.jsonl"))).to.match(/\(1\.\.\d+\)/);
    expect(await hub("verify", file("range.jsonl"), "--key", await keyFile())).to.contain("It holds.");
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    await hub("export", "--range", `2026-01-01..${today}`, "--out", file("days.jsonl"));
    const all = recordsOf(await readFile(file("days.jsonl"), "utf8"));
    expect(all[0]!.record.seq).to.equal(1);
    expect(await hub("verify", file("days.jsonl")))
      .to.contain("Not vouched for")
      .and.to.contain("It holds.");
    expect(await refusalOf(hub("export", "--range", "2020-01-01..2020-01-31"))).to.equal("There is no such evidence.");
  });

  it("what changed in the database since is left out of the file, and said", async () => {
    const code = await endedDossier();
    await gateway.database.sql(
      "update hub.dossier_event set reason = 'khác' where reason is not null and dossier_id = (select id from hub.dossier where code = $1)",
      [code],
    );
    expect(await hub("export", "--dossier", code, "--out", file("changed.jsonl"))).to.match(
      /Warning: the content of these records in the database is no longer what it was\./,
    );
    expect(await hub("verify", file("changed.jsonl")))
      .to.contain("It holds.")
      .and.to.contain("1 digest(s)");
  });

  describe("erase", () => {
    /** Tables in which a word about the person stands. */
    const traces = async () => {
      const tables = await gateway.database.sql<{ name: string }>(
        "select table_name as name from information_schema.tables where table_schema = 'hub' and table_type = 'BASE TABLE'",
      );
      const found: string[] = [];
      for (const { name } of tables) {
        const [row] = await gateway.database.sql<{ n: number }>(
          `select count(*)::integer as n from hub.${name} t where t::text ~ 'Vết Tích|VetTich|00000000001|0000000099'`,
        );
        if (row!.n > 0) found.push(name);
      }
      return found.sort();
    };
    const erase = (...words: string[]) =>
      hub("erase", ...words, "--by", "quản trị", "--reason", "yêu cầu của người nộp");

    it("leaves nothing of the person, and the chain as it was; older files verify too", async () => {
      const code = await endedDossier();
      const before = recordsOf(await exportOf(code, "before.jsonl"));
      expect(await readFile(file("before.jsonl"), "utf8"))
        .to.contain("Trần Thị Thử")
        .and.to.contain("CB-17");
      await erase("--dossier", code);
      const text = await exportOf(code, "after.jsonl");
      expect(text).not.to.contain("Trần").and.not.to.contain("CB-17");
      const after = recordsOf(text);
      expect(after.slice(0, before.length).map(({ hash }) => hash)).to.deep.equal(before.map(({ hash }) => hash));
      expect(after.slice(before.length).map(({ record }) => [record.kind, record.outcome])).to.deep.equal([
        ["erased", "dossier"],
      ]);
      // who wanted it, and why, is all that is left to read
      expect(
        linesOf(text)
          .filter(isContent)
          .map((line) => line.text),
      ).to.deep.equal(['{"by": "quản trị", "reason": "yêu cầu của người nộp"}']);
      for (const name of ["before.jsonl", "after.jsonl"])
        expect(await hub("verify", file(name), "--key", await keyFile())).to.contain("It holds.");
      const left = await gateway.database.sql<{ found: string }>(
        `select 'person' as found from hub.dossier_person p join hub.dossier d on d.id = p.dossier_id where d.code = $1
         union all select 'event' from hub.dossier_event e join hub.dossier d on d.id = e.dossier_id
           where d.code = $1 and (e.reason like '%Trần%' or e.officer is not null)
         union all select 'outbox' from hub.outbox where subject = $1 and envelope::text like '%Trần%'
         union all select 'delivery' from hub.delivery where subject = $1 and envelope::text like '%Trần%'
         union all select 'salt' from hub.dossier_event e join hub.dossier d on d.id = e.dossier_id
           where d.code = $1 and e.salt is not null
         union all select 'salt' from hub.delivery where subject = $1 and salt is not null`,
        [code],
      );
      expect(left).to.deep.equal([]);
      // what units read again of it still is as agreed
      const again = await gateway.send("GET", "/v1/inbox?after=0", { token: tokens.get("commune")! });
      const sentBack = (again.body.items as { message: { subject: string; data: { step: string; reason?: string } } }[])
        .map(({ message }) => message)
        .find(({ subject, data }) => subject === code && data.step === "sendBack");
      expect(sentBack?.data.reason).to.equal("đã xóa");
    });

    it("leaves no trace in any table: visits, forms, files, losses, corrections, letters", async () => {
      const post = async (path: string, body: object) => {
        const answer = await gateway.send("POST", path, { ...as("commune"), body });
        expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
        return answer.body;
      };
      const applicant = { name: "Lê Thị Vết Tích", idNumber: "000000000001", phone: "0000000099" };
      const { commune: by, procedure } = walk2019;
      const said = { by, officer: "CB-VetTich" };
      const visit = await post("/v1/contacts", {
        ...{ ...said, procedure, applicant, at: may(26), items: [{ name: "Giấy của VetTich", legalBasis: "Điều 9" }] },
        reason: "hẹn VetTich quay lại",
      });
      const received = await post("/v1/dossiers", {
        ...{ ...said, procedure, applicant, at: may(27), contacts: [visit.id] },
        papers: [{ name: "Đơn của Lê Thị Vết Tích", kind: "original", copies: 1 }],
      });
      const { code } = received.dossier;
      const steps = `/v1/dossiers/${code}/steps`;
      const incident = { kind: "lost", items: ["Ảnh VetTich"], happenedAt: may(27), remedy: "VetTich chụp lại" };
      await post(steps, { ...said, step: "reportLoss", at: may(28), reason: "VetTich để quên", incident });
      const result = { kind: "Giấy phép", number: "12/GP", issuedOn: "2019-05-29" };
      await post(steps, {
        ...said,
        step: "conclude",
        role: "signatory",
        at: may(29),
        outcome: "granted",
        reason: "cấp cho VetTich",
        result,
      });
      await post(steps, { ...said, step: "returnResult", at: may(30), reason: "đưa tận tay VetTich" });
      await post(steps, {
        ...{ ...said, step: "correct", at: may(31), reason: "sai tên Lê Thị Vết Tích", decisionNo: "1/QĐ" },
        result: { ...result, number: "12a/GP" },
      });
      const { body: made } = await gateway.send("GET", `/v1/dossiers/${code}/papers`, {
        token: tokens.get("commune")!,
      });
      await post(`/v1/dossiers/${code}/papers/${made.papers[0].id}/prints`, { by, at: may(31), officer: "CB-VetTich" });
      // a file that nobody else needs; its bytes go with the nightly sweep
      await gateway.database.sql("insert into hub.file (sha256, size) values (repeat('e', 64), 1)");
      await gateway.database.sql(
        `insert into hub.dossier_file select id, 1, 9, repeat('e', 64), 'Đơn VetTich.pdf', 'application/pdf', 1, 'application'
         from hub.dossier where code = $1`,
        [code],
      );
      const before = await traces();
      expect(before).to.include.members([
        ...["contact", "contact_person", "dossier_event", "dossier_file", "dossier_incident", "dossier_paper"],
        ...["dossier_paper_print", "dossier_paper_person", "dossier_person", "dossier_result"],
      ]);
      await erase("--dossier", code);
      // what was answered under a caller's key is forgotten by itself after eight days
      expect((await traces()).filter((name) => name !== "idempotency")).to.deep.equal([]);
      const papers = await gateway.database.sql<{ form: string; number: number; data: Record<string, unknown> }>(
        `select form, p.number, data from hub.dossier_paper p join hub.dossier d on d.id = p.dossier_id
         where code = $1 and form = 'GIAY_TIEP_NHAN'`,
        [code],
      );
      expect(papers).to.have.length(1);
      expect(papers[0]!.data).to.include({ code, papers: null, receiver: null, resultPlace: null });
      expect(papers[0]!.data["registerNo"]).to.equal(papers[0]!.number);
    });

    afterEach(() => gateway.setClock(undefined));

    it("keeps what a past form 06a counts by: the stretches that do not count, without what shows them", async () => {
      gateway.setClock(new Date("2026-12-31T00:00:00Z"));
      await seedClocks(gateway.database.db);
      const { commune: by, procedure } = walkNow;
      await gateway.register("now", [by, walkNow.province, "H38.17"]);
      const token = await gateway.tokenOf("now");
      const november = (text: string) => `2026-11-${text}:00+07:00`;
      const post = async (path: string, body: object) => {
        const answer = await gateway.send("POST", path, { token, key: aKey(), body });
        expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
        return answer.body;
      };
      const applicant = { name: "Lê Thị Vết Tích", idNumber: "000000000001" };
      const { code } = (await post("/v1/dossiers", { by, procedure, applicant, at: november("02T09:00") })).dossier;
      const step = (name: string, day: string, but: object) =>
        post(`/v1/dossiers/${code}/steps`, { step: name, by, at: november(day), ...but });
      const opinionDue = november("04T17:30");
      await post(`/v1/dossiers/${code}/handovers`, { by, to: walkNow.province, at: november("02T10:00") });
      await step("acknowledge", "02T11:00", { by: walkNow.province, role: "officer" });
      await step("askOpinion", "03T09:00", {
        ...{ by: walkNow.province, role: "handler", to: "H38.17", reason: "hỏi về VetTich", opinionDue },
      });
      await step("recordOpinion", "04T09:00", { by: "H38.17", reason: "VetTich được" });
      const stretch = { reason: "council", from: november("05T10:00"), to: november("09T10:00"), legalBasis: "Điều 9" };
      // 06 and 09 do not count: due on Wed 18/11 instead of Mon 16/11
      await step("excludeTime", "10T08:00", {
        ...{
          by: walkNow.province,
          role: "agencyHead",
          exclusion: { ...stretch, evidence: "Biên bản với ông VetTich" },
        },
      });
      await step("conclude", "18T09:00", { by: walkNow.province, role: "signatory", outcome: "granted" });
      await post(`/v1/dossiers/${code}/handovers`, {
        by: walkNow.province,
        role: "officer",
        to: by,
        at: november("18T10:00"),
      });
      await step("acknowledge", "18T10:30", { role: "officer" });
      await step("returnResult", "18T11:00", {});
      await bringAll(gateway.database);
      const inbox = await gateway.send("GET", "/v1/inbox", { token });
      for (const { message } of inbox.body.items as { message: { id: string } }[])
        await gateway.send("POST", `/v1/inbox/${message.id}/ack`, { token, key: aKey() });

      const form = async () =>
        (
          await makeReport06a(gateway.database.db, openClocks(), {
            ...{ agency: by, from: parseDay("2026-11-01"), to: parseDay("2026-11-30"), today: parseDay("2026-12-31") },
          })
        ).total;
      const inTime = { received: 1, settled: 1, settledEarly: 0, settledOnTime: 1, settledLate: 0, open: 0 };
      expect(await form()).to.include(inTime);
      expect(await traces()).to.include.members(["dossier_clock", "dossier_event"]);
      await erase("--dossier", code);
      expect(await form()).to.include(inTime);
      expect((await traces()).filter((name) => name !== "idempotency")).to.deep.equal([]);
      const events = await gateway.database.sql<{ step: string; details: unknown }>(
        `select step, details from hub.dossier_event e join hub.dossier d on d.id = e.dossier_id
         where code = $1 and step in ('askOpinion', 'excludeTime') order by e.revision`,
        [code],
      );
      expect(events).to.deep.equal([
        { step: "askOpinion", details: { opinionDue: "2026-11-04T10:30:00.000Z" } },
        { step: "excludeTime", details: { exclusion: { ...stretch, evidence: "đã xóa" } } },
      ]);
      const [clock] = await gateway.database.sql(
        `select exclusions from hub.dossier_clock c join hub.dossier d on d.id = c.dossier_id
         where code = $1 and c.kind = 'settlement'`,
        [code],
      );
      expect(clock!["exclusions"]).to.deep.equal([
        {
          ...{ reason: "council", legalBasis: "Điều 9", evidence: "đã xóa" },
          ...{ from: "2026-11-05T03:00:00.000Z", to: "2026-11-09T03:00:00.000Z" },
        },
      ]);
    });

    it("of one message leaves the others' content", async () => {
      const code = await endedDossier();
      const contents = async () => linesOf(await exportOf(code)).filter(isContent).length;
      const before = await contents();
      const [message] = await gateway.database.sql<{ id: string }>(
        "select message_id as id from hub.delivery where subject = $1 and envelope::text like '%Trần%' limit 1",
        [code],
      );
      await erase("--message", message!.id);
      expect(await contents()).to.equal(before - 2 + 1); // its content and its answer; the erasure's words
      expect(await hub("verify", file("dossier.jsonl"))).to.contain("It holds.");
    });

    it("is refused while the dossier runs or a message is to be delivered, and changes nothing", async () => {
      const running = await receive();
      expect(await refusalOf(erase("--dossier", running))).to.equal(
        `There is no dossier ${running}, or it has not ended.`,
      );
      const waiting = await receive();
      await handOver(waiting);
      const [message] = await gateway.database.sql<{ id: string }>(
        "select message_id as id from hub.outbox where subject = $1",
        [waiting],
      );
      expect(await refusalOf(erase("--message", message!.id))).to.equal(
        "A message is still to be delivered: deliver or drop it first.",
      );
      expect(await refusalOf(erase("--message", aKey()))).to.equal("There is no message with that id.");
      expect(await refusalOf(erase("--message", "x"))).to.equal("There is no message with that id.");
      expect(await refusalOf(erase())).to.equal("Name --dossier or --message, one of the two, and a reason.");
      expect(
        await gateway.database.sql("select from hub.evidence_erasure where subject = any($1)", [[running, waiting]]),
      ).to.deep.equal([]);
    });
  });

  for (const [what, options, expected] of [
    ["neither dossier nor range", [], "Name --dossier or --range, one of the two."],
    ["an unknown dossier", ["--dossier", "H63.29.04-990101-0001"], "There is no such evidence."],
    [
      "a range backwards",
      ["--range", "9..1"],
      "--range is two numbers or two days, such as 1..500 or 2026-11-01..2026-11-30.",
    ],
    [
      "a range of words",
      ["--range", "hôm qua"],
      "--range is two numbers or two days, such as 1..500 or 2026-11-01..2026-11-30.",
    ],
    ["a range that is too long", ["--range", "1..2000000"], undefined],
  ] as const)
    it(`export of ${what} is refused in one sentence`, async () => {
      const said = await refusalOf(hub("export", ...options));
      if (expected !== undefined) expect(said).to.equal(expected);
      else expect(said).to.match(/^More than 200000 records/);
    });

  it("a key file that is none is refused in one sentence", async () => {
    await writeFile(file("none.pem"), "khóa");
    await writeFile(file("any.jsonl"), "");
    expect(await refusalOf(hub("verify", file("any.jsonl"), "--key", file("none.pem")))).to.equal(
      "What is to be trusted cannot be read.",
    );
  });

  it("the public keys are at the gateway and in `hub evidence key`, alike", async () => {
    const said = await hub("key");
    const { status, body } = await gateway.send("GET", "/.well-known/evidence-keys");
    expect(status).to.equal(200);
    const [key] = body.keys as { id: string; publicPem: string }[];
    expect(said).to.equal(`# ${key!.id}\n${key!.publicPem.trimEnd()}`);
  });

  it("can be checked with openssl, sha256sum and jq alone, as docs/evidence.md says", async () => {
    const code = await endedDossier();
    await exportOf(code);
    await keyFile();
    const page = await readFile(fromRoot("docs", "evidence.md"), "utf8");
    const script = [...page.matchAll(/```sh by-hand\n([^`]+)```/g)].map(([, text]) => text).join("\n");
    expect(script).to.contain("sha256sum").and.to.contain("openssl");
    await promisify(execFile)("which", ["jq"]).catch(() => {
      throw new Error("jq is missing: apt-get install jq");
    });
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder });
    expect(stdout.trim().split("\n").at(-1)).to.equal("every check held");
    const broken = (await readFile(file("dossier.jsonl"), "utf8")).replace(
      '"outcome":"handOver"',
      '"outcome":"sendBack"',
    );
    await writeFile(file("dossier.jsonl"), broken);
    const failed = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder }).then(
      () => "held",
      () => "failed",
    );
    expect(failed).to.equal("failed");
  });
});

const isContent = (line: Line): line is LineOf<"content"> => line.type === "content";
