import { expect } from "chai";
import { replyOf, type Ask, type Found, type Reply } from "../../adapters/national-portal/ask.ts";
import { makeDeliver, type DeliverOptions } from "../../adapters/national-portal/deliver.ts";
import type { Packets } from "../../adapters/national-portal/packets.ts";
import type { DossierRow } from "../../contracts/national-portal/dossier.ts";
import type { ProgressRow } from "../../contracts/national-portal/progress.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

/** Packets that say what they are of, in a field of theirs, so that a call can be read. */
const packets: Packets = {
  dossier: ({ revision, state }) => ({ ok: true, row: { GhiChu: String(revision) } as DossierRow, status: state }),
  step: (_, { eventId, revision, state }) => {
    const packet = { NoiDungXuLy: String(revision) } as ProgressRow;
    return { ok: true, row: { eventId, packet }, status: state };
  },
  filed: () => "nothing",
};
const done: Reply = { kind: "done", detail: "Đồng bộ thành công" };
const silence: Reply = { kind: "unknown", detail: "no answer in 45 s", fault: "silent" };
const away: Reply = { kind: "retry", detail: "connection refused", fault: "unreachable" };
const flip: Reply = { kind: "flip", detail: "đã tồn tại" };
const unclear: Reply = { kind: "unclear", detail: "Vui lòng liên hệ quản trị" };
const refused: Reply = { kind: "permanent", detail: "Thiếu TenTTHC", field: "TenTTHC" };

/** A portal that answers as it is told, call by call, and then yes; what it was asked is on record. */
function portal(script: readonly (Reply | Found)[] = []) {
  const calls: string[] = [];
  const answers = [...script];
  const next = <T>(otherwise: T): T => (answers.shift() ?? otherwise) as T;
  const ask: Ask = {
    lookUp: () => {
      calls.push("look up");
      return Promise.resolve(next<Found>({ kind: "exists", status: null }));
    },
    syncDossier: (row, isUpdating) => {
      calls.push(`${isUpdating ? "update" : "insert"} at revision ${row.GhiChu}`);
      return Promise.resolve(next<Reply>(done));
    },
    tellSteps: (rows) => {
      calls.push(`steps ${rows.map(({ packet }) => packet.NoiDungXuLy).join(", ")}`);
      return Promise.resolve(next<Reply>(done));
    },
    tellFiled: () => Promise.resolve(next<Reply>(done)),
  };
  return { ask, calls };
}

describe("telling the national portal one step (ADR 16, P6)", () => {
  let gateway: TestGateway;
  let code: string;
  const { commune, procedure } = walkNow;
  beforeEach(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [commune]);
    const token = await gateway.tokenOf("commune");
    const post = (path: string, body: object) => gateway.send("POST", path, { token, key: aKey(), body });
    const applicant = { name: "Nguyễn Văn Thử Nghiệm" };
    const received = await post("/v1/dossiers", { by: commune, procedure, applicant });
    code = received.body.dossier.code as string;
    const steps = `/v1/dossiers/${code}/steps`;
    await post(steps, { by: commune, step: "conclude", role: "signatory", outcome: "granted" });
    await post(steps, { by: commune, step: "returnResult", role: "officer" });
  });
  afterEach(() => gateway.close());

  const target = { partnerId: "national-portal", url: "", secretVersion: 1 };
  let went: readonly object[] | undefined;
  const tell = async (
    { ask }: ReturnType<typeof portal>,
    revision: number,
    { attempt = 1, ...but }: Partial<DeliverOptions> & { attempt?: number } = {},
  ) => {
    const options = { db: gateway.database.db, packets, rowsAtOnce: 10, afterUnknownStep: "park" as const, ...but };
    const message = {
      ...{ messageId: `00000000-0000-4000-8000-00000000000${revision}`, receiver: "G22", subject: code },
      ...{ sequence: revision, envelope: { data: { code, revision } }, attempt },
    };
    const ending = await makeDeliver({ ...options, ask })(target, message, new AbortController().signal);
    went = ending.kind === "delivered" ? ending.along : undefined;
    return ending.kind === "delivered" ? ending.kind : `${ending.kind} ${ending.fault}`;
  };
  const held = async () => {
    const [row] = await gateway.database.sql<{ presence: string; told_revision: number | null }>(
      "select presence, told_revision from hub.portal_dossier",
    );
    return row && `${row.presence} ${row.told_revision ?? "–"}`;
  };
  const rows = async () =>
    (
      await gateway.database.sql<{ revision: number; state: string }>(
        "select revision, state from hub.portal_step order by revision",
      )
    ).map(({ revision, state }) => `${revision} ${state}`);

  it("inserts the dossier, then tells its steps, as many as are there, in one call", async () => {
    const at = portal();
    expect(await tell(at, 1)).to.equal("delivered");
    expect(at.calls).to.deep.equal(["insert at revision 3", "steps 1, 2, 3"]);
    expect(await held()).to.equal("present 3");
    expect(await rows()).to.deep.equal(["1 acknowledged", "2 acknowledged", "3 acknowledged"]);
    expect(went).to.deep.equal([
      { code, revision: 2 },
      { code, revision: 3 },
    ]);
  });

  describe("filed online (NgayTiepNhan, facts §7: one without it is not sent)", () => {
    const take = async (step: object) => {
      const token = await gateway.tokenOf("commune");
      const answer = await gateway.send("POST", `/v1/dossiers/${code}/steps`, { token, key: aKey(), body: step });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    };
    beforeEach(async () => {
      const token = await gateway.tokenOf("commune");
      const body = { by: commune, procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, step: "draft" };
      const filed = await gateway.send("POST", "/v1/dossiers", { token, key: aKey(), body });
      code = filed.body.dossier.code as string;
      await take({ by: commune, step: "submit", role: "applicant" });
    });

    it("the portal is not called before it is received, then told what was before, in order", async () => {
      const before = portal();
      expect(await tell(before, 2)).to.equal("delivered");
      expect(before.calls).to.deep.equal([]);
      await take({ by: commune, step: "accept", role: "officer" });
      const after = portal();
      expect(await tell(after, 3)).to.equal("delivered");
      expect(after.calls).to.deep.equal(["insert at revision 3", "steps 1, 2", "steps 3"]);
      expect(await rows()).to.deep.equal(["1 acknowledged", "2 acknowledged", "3 acknowledged"]);
    });

    it("what was before the receipt and left without an answer does not leave twice", async () => {
      await take({ by: commune, step: "accept", role: "officer" });
      const silent = portal([done, silence]);
      expect(await tell(silent, 3)).to.equal("unknown silent");
      const again = portal();
      expect(await tell(again, 3, { attempt: 2 })).to.equal("delivered");
      expect(again.calls).to.deep.equal(["steps 3"]);
      expect(await rows()).to.deep.equal(["1 unknown", "2 unknown", "3 acknowledged"]);
    });

    it("the portal never hears of one that was refused at the counter, also once it is stored", async () => {
      const reason = "không đủ điều kiện";
      await take({ by: commune, step: "refuseReceipt", role: "officer", ground: "notEligible", reason });
      await take({ by: commune, step: "archive", role: "clericalOffice" });
      const at = portal();
      for (const revision of [2, 3, 4]) expect(await tell(at, revision)).to.equal("delivered");
      expect(at.calls).to.deep.equal([]);
      expect(await held()).to.equal(undefined);
    });
  });

  it("the messages behind find their steps told, and call nobody", async () => {
    await tell(portal(), 1);
    const at = portal();
    expect([await tell(at, 2), await tell(at, 3)]).to.deep.equal(["delivered", "delivered"]);
    expect(at.calls).to.deep.equal([]);
  });

  it("quirk 11: never more rows than agreed in a call", async () => {
    const at = portal();
    await tell(at, 1, { rowsAtOnce: 2 });
    await tell(at, 3, { rowsAtOnce: 2 });
    expect(at.calls).to.deep.equal(["insert at revision 3", "steps 1, 2", "steps 3"]);
  });

  it("quirk 11: a batch that is refused is told one row at a time", async () => {
    const at = portal([done, refused]);
    expect(await tell(at, 1)).to.equal("delivered");
    expect(at.calls).to.deep.equal(["insert at revision 3", "steps 1, 2, 3", "steps 1"]);
    expect(went).to.equal(undefined);
    expect(await rows()).to.deep.equal(["1 acknowledged"]);
  });

  it("a row that is refused alone is for a person, and not on record as told", async () => {
    const at = portal([done, refused, refused]);
    expect(await tell(at, 1)).to.equal("refused portal-refused");
    expect(await rows()).to.deep.equal([]);
  });

  it("quirk 4: flips from insert to update once", async () => {
    const at = portal([flip]);
    expect(await tell(at, 1)).to.equal("delivered");
    expect(at.calls).to.deep.equal(["insert at revision 3", "update at revision 3", "steps 1, 2, 3"]);
  });

  it("quirk 4: and not twice: what contradicts itself is for a person", async () => {
    const at = portal([flip, flip]);
    expect(await tell(at, 1)).to.equal("refused portal-contradicts");
    expect(at.calls).to.deep.equal(["insert at revision 3", "update at revision 3"]);
  });

  it("quirk 6: after an insert without an answer the portal is asked before anything is sent", async () => {
    expect(await tell(portal([silence]), 1)).to.equal("unknown silent");
    expect(await held()).to.equal("unknown –");
    const at = portal([{ kind: "exists", status: "2" }]);
    expect(await tell(at, 1, { attempt: 2 })).to.equal("delivered");
    expect(at.calls).to.deep.equal(["look up", "update at revision 3", "steps 1, 2, 3"]);
  });

  it('quirk 5: no answer to the question is no "no": nothing is inserted', async () => {
    await tell(portal([silence]), 1);
    const at = portal([{ kind: "unknown", reply: silence }]);
    expect(await tell(at, 1, { attempt: 2 })).to.equal("retry silent");
    expect(at.calls).to.deep.equal(["look up"]);
    expect(await held()).to.equal("unknown –");
  });

  it("quirk 7: a process that died after sending leaves what may have arrived, and it is asked for", async () => {
    await gateway.database.sql(
      `insert into hub.portal_dossier (dossier_id, presence) select id, 'unknown' from hub.dossier where code = '${code}'`,
    );
    const at = portal([{ kind: "absent" }]);
    expect(await tell(at, 1)).to.equal("delivered");
    expect(at.calls.slice(0, 2)).to.deep.equal(["look up", "insert at revision 3"]);
  });

  it("what surely did not arrive is as if it had not been sent", async () => {
    expect(await tell(portal([away]), 1)).to.equal("retry unreachable");
    expect(await held()).to.equal("absent –");
    expect(await tell(portal([done, away]), 1)).to.equal("retry unreachable");
    expect(await rows()).to.deep.equal([]);
  });

  it("a row without an answer is for a person, who says whether it goes again", async () => {
    expect(await tell(portal([done, silence]), 1)).to.equal("unknown silent");
    expect(await rows()).to.deep.equal(["1 unknown", "2 unknown", "3 unknown"]);
    const parked = portal();
    expect(await tell(parked, 1, { attempt: 2 })).to.equal("refused portal-step-unknown");
    expect(parked.calls).to.deep.equal([]);
    // let go by a person
    const at = portal();
    expect(await tell(at, 1)).to.equal("delivered");
    expect(at.calls).to.deep.equal(["steps 1"]);
    // those that went along wait for their own turn, and for the same question
    expect(await tell(portal(), 2)).to.equal("refused portal-step-unknown");
  });

  it("a row that a busy portal turned away (429) goes again by itself: it had no effect; one that broke it (503) is in doubt", async () => {
    expect(replyOf("retry", "HTTP 503", 503)).to.deep.include({ kind: "unknown" });
    const turnedAway = replyOf("retry", "HTTP 429", 429);
    expect(await tell(portal([done, turnedAway]), 1)).to.equal("retry asked-to-wait");
    expect(await rows()).to.deep.equal([]);
    const at = portal();
    expect(await tell(at, 1, { attempt: 2 })).to.equal("delivered");
    expect(at.calls).to.deep.equal(["steps 1, 2, 3"]);
  });

  it("where the operator says so such a row goes again by itself", async () => {
    await tell(portal([done, silence]), 1);
    const at = portal();
    expect(await tell(at, 1, { attempt: 2, afterUnknownStep: "again" })).to.equal("delivered");
    expect(at.calls).to.deep.equal(["steps 1"]);
  });

  it("quirk 2: words that nobody has judged are never a yes; after three tries a person reads them", async () => {
    const asked: Found = { kind: "unknown", reply: unclear };
    expect(await tell(portal([unclear]), 1)).to.equal("unknown portal-unclear");
    expect(await tell(portal([asked]), 1, { attempt: 2 })).to.equal("retry portal-unclear");
    expect(await tell(portal([asked]), 1, { attempt: 3 })).to.equal("retry portal-unclear");
    expect(await tell(portal([asked]), 1, { attempt: 4 })).to.equal("refused portal-unclear");
  });

  it("quirk 9: a packet that was told is not told again because its rows were not", async () => {
    await tell(portal([done, away]), 1);
    const at = portal();
    await tell(at, 1, { attempt: 2 });
    expect(at.calls).to.deep.equal(["steps 1, 2, 3"]);
  });

  it("a step that went along with an earlier one still has its packet told", async () => {
    await gateway.database.sql(
      `insert into hub.portal_dossier (dossier_id, presence, told_revision, told_status, told_at)
       select id, 'present', 1, '2', now() from hub.dossier where code = '${code}'`,
    );
    const first = portal();
    await tell(first, 1);
    expect(first.calls).to.deep.equal(["steps 1, 2, 3"]);
    const second = portal();
    expect(await tell(second, 2)).to.equal("delivered");
    expect(second.calls).to.deep.equal(["update at revision 3"]);
  });

  it("quirk 15: what the portal demands is missed before it is sent, with the field's name", async () => {
    const incomplete: Packets = {
      ...packets,
      dossier: () => ({ ok: false, fault: "portal-incomplete", field: "NgayHenTra", detail: "Thiếu ngày hẹn trả" }),
    };
    const at = portal();
    expect(await tell(at, 1, { packets: incomplete })).to.equal("refused portal-incomplete");
    expect(at.calls).to.deep.equal([]);
  });

  it("a row for a dossier that the portal suddenly does not know has it asked for", async () => {
    expect(await tell(portal([done, flip]), 1)).to.equal("retry portal-out-of-order");
    expect(await held()).to.equal("unknown 3");
    const at = portal([{ kind: "absent" }]);
    expect(await tell(at, 1, { attempt: 2 })).to.equal("delivered");
    expect(at.calls).to.deep.equal(["look up", "insert at revision 3", "steps 1, 2, 3"]);
  });

  it("a step that does not exist is a fault of ours", async () => {
    expect(await tell(portal(), 9)).to.equal("refused our-fault");
  });
});
