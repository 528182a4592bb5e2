import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { applyReforms } from "../../core/service/apply-reforms.ts";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { editCalendar } from "../../core/service/edit-calendar.ts";
import { dossierDues } from "../../core/service/running-dues.ts";
import { watchWindows } from "../../core/service/watch-windows.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

const { commune, province: construction, procedure } = walkNow;
const justice = "H38.14";
const interior = "H38.17";
const supervisor = "H38.10";

/** November and December 2026; 20/11 and 27/11 are Fridays, Tue 24/11 is a holiday; 07:30–11:30, 13:30–17:30. */
describe("what is open past its time is told, once (D15, T12, D5a, L5, L8, P2, P3)", () => {
  let gateway: TestGateway;
  let code: string;
  const on = (text: string) => (text.startsWith("12-") ? `2026-${text}:00+07:00` : `2026-11-${text}:00+07:00`);
  const world = (text: string) => aWorld(gateway.database, on(text));
  const look = async (text: string) => (await watchWindows(world(text), new Date(on(text)))).told;
  const alerts = async () =>
    (await messagesOf(gateway.database, "time-alert.v1")).map(({ receiver, data }) => [
      ...[receiver, data["told"], data["kind"], data["leg"] ?? "-", data["due"]],
    ]);
  const shown = async () => {
    const token = await gateway.tokenOf("commune");
    return (await gateway.send("GET", `/v1/dossiers/${code}`, { token })).body.timeAlerts;
  };
  const post = async (partner: string, path: string, body: object) => {
    const token = await gateway.tokenOf(partner);
    const answer = await gateway.send("POST", path, { token, key: aKey(), body });
    expect(answer.status, JSON.stringify(answer.body)).to.be.oneOf([200, 201]);
    return answer.body;
  };
  const step = (partner: string, what: string, at: string, but: object = {}) =>
    post(partner, `/v1/dossiers/${code}/steps`, {
      ...{ step: what, role: "officer", by: partner === "commune" ? commune : construction, at: on(at) },
      ...but,
    });
  const receive = async (at: string, but: object = {}) => {
    const applicant = { name: "Trần Thị Thử Nghiệm" };
    const body = await post("commune", "/v1/dossiers", { by: commune, procedure, applicant, at: on(at), ...but });
    code = body.dossier.code as string;
  };
  const handOver = (at: string) =>
    post("commune", `/v1/dossiers/${code}/handovers`, { by: commune, to: construction, at: on(at) });
  const close = (day: string) =>
    editCalendar(
      gateway.database.db,
      {
        set: [
          {
            ...{ day: parseDay(day), kind: "holiday", name: "ngày nghỉ thử", scope: "nation", basis: "TB thử" },
            ...{ status: "confirmed", validFrom: null, pairedDay: null },
          },
        ],
        clear: [],
      },
      "TB thử",
      dossierDues,
      openClocks(),
    );
  /** The agency ended on Tue 24/11; the next night its work goes to the one that follows. */
  const reform = async (agency: string, successor: string, night: string) => {
    await gateway.database.sql("update organisation set valid_to = '2026-11-24', successor_code = $2 where code = $1", [
      agency,
      successor,
    ]);
    await applyReforms(world(night));
  };

  beforeEach(async () => {
    gateway = await testGateway();
    await seedClocks(gateway.database.db);
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [commune]);
    await gateway.register("builders", [construction]);
    await gateway.register("justice", [justice]);
    await gateway.registerOperator("operator");
  });
  afterEach(() => gateway.close());

  describe("the 8 working hours to answer an online filing (D15)", () => {
    // E09: from Mon 23/11 16:00 until Wed 25/11 16:00
    beforeEach(async () => {
      await receive("23T15:55", { step: "draft", channel: "online" });
      await step("commune", "submit", "23T16:00", { role: "applicant" });
    });
    const late = [commune, "late", "answerLate", "-", "2026-11-25T09:00:00.000Z"];

    it("the last moment is in time; a moment later its one-stop is told, and not again", async () => {
      expect(await look("25T16:00")).to.equal(0);
      expect(await look("25T16:01")).to.equal(1);
      expect(await look("25T16:16")).to.equal(0);
      expect(await alerts()).to.deep.equal([late]);
      const [message] = await messagesOf(gateway.database, "time-alert.v1");
      expect([message?.time, message?.data["since"], message?.data["foundAt"], message?.data["late"]]).to.deep.equal([
        ...["2026-11-25T09:00:00.000Z", "2026-11-23T09:00:00.000Z", "2026-11-25T09:01:00.000Z", commune],
      ]);
    });

    it("an answer in time tells nothing, nor does a late one that came while nothing ran", async () => {
      await step("commune", "accept", "25T15:59");
      expect(await look("25T16:15")).to.equal(0);
      await receive("23T15:55", { step: "draft", channel: "online" });
      await step("commune", "submit", "23T16:00", { role: "applicant" });
      await step("commune", "refuseReceipt", "25T17:00", { reason: "không thuộc thẩm quyền", rightAgency: justice });
      expect(await look("26T07:30")).to.equal(0);
      expect(await alerts()).to.deep.equal([]);
      expect(await shown()).to.deep.equal([]);
    });

    it("brought again after a supplement, it is another window with its own alert (T08)", async () => {
      expect(await look("25T16:01")).to.equal(1);
      await step("commune", "askSupplement", "25T16:30", { items: [{ name: "Ảnh chụp hiện trạng cây xanh" }] });
      expect(await look("25T17:30")).to.equal(0); // the applicant's turn
      await step("commune", "supplement", "26T08:00", { role: "applicant" });
      expect(await look("27T08:00")).to.equal(0);
      expect(await look("27T08:01")).to.equal(1);
      expect(await alerts()).to.deep.equal([late, [commune, "late", "answerLate", "-", "2026-11-27T01:00:00.000Z"]]);
      // the dossier shows both, with their windows
      const answer = { kind: "answerLate", leg: null, to: [commune] };
      expect(await shown()).to.deep.equal([
        {
          ...{ ...answer, about: "2026-11-23T09:00:00.000Z", due: "2026-11-25T09:00:00.000Z" },
          at: "2026-11-25T09:01:00.000Z",
        },
        {
          ...{ ...answer, about: "2026-11-26T01:00:00.000Z", due: "2026-11-27T01:00:00.000Z" },
          at: "2026-11-27T01:01:00.000Z",
        },
      ]);
    });

    it("a day that the calendar has closed meanwhile makes nobody late", async () => {
      await close("2026-11-25");
      expect(await look("25T16:01")).to.equal(0);
      expect(await look("26T16:01")).to.equal(1);
      expect(await alerts()).to.deep.equal([[commune, "late", "answerLate", "-", "2026-11-26T09:00:00.000Z"]]);
    });

    it("after a reform who follows is told, once; what was told before it is not told again", async () => {
      await reform(commune, "H38.92", "25T00:10");
      expect(await look("25T16:01")).to.equal(1);
      expect(await alerts()).to.deep.equal([["H38.92", ...late.slice(1)]]);
      await gateway.database.sql(
        "update organisation set valid_to = '2026-11-25', successor_code = 'H38.93' where code = 'H38.92'",
      );
      await applyReforms(world("26T00:10"));
      expect(await look("26T08:00")).to.equal(0);
    });

    it("told once by three processes that look at the same time", async () => {
      const told = await Promise.all(["25T16:01", "25T16:01", "25T16:01"].map(look));
      expect(told.toSorted()).to.deep.equal([0, 0, 1]);
      expect(await alerts()).to.have.length(1);
    });

    it("a look that cannot tell records nothing: both or neither", async () => {
      const failing = { ...world("25T16:01"), announce: () => Promise.reject(new Error("full")) };
      const failed = await watchWindows(failing, new Date(on("25T16:01"))).catch((error: unknown) => error);
      expect((failed as Error).message).to.equal("full");
      expect(await gateway.database.sql("select from time_alert")).to.have.length(0);
      expect(await look("25T16:16")).to.equal(1);
    });
  });

  describe("the transfer (T12, D5a)", () => {
    const told = (due: string) => [commune, "late", "transferLate", "-", due];

    it("received until 15:00, the same day; after it, first thing on the next working day", async () => {
      await receive("20T15:00");
      expect(await look("20T17:30")).to.equal(0);
      expect(await look("20T17:31")).to.equal(1);
      await receive("20T15:01");
      expect(await look("20T17:45")).to.equal(0);
      expect(await look("23T07:30")).to.equal(0);
      expect(await look("23T07:31")).to.equal(1);
      expect(await look("23T07:46")).to.equal(0);
      expect(await alerts()).to.deep.equal([told("2026-11-20T10:30:00.000Z"), told("2026-11-23T00:30:00.000Z")]);
    });

    it("handed over in time, or late while nothing ran: nothing is told", async () => {
      await receive("20T14:00");
      await handOver("20T17:00");
      await receive("20T14:00");
      await handOver("23T09:00");
      expect(await look("23T09:15")).to.equal(0);
    });

    it("while it waited for a payment it could not go: the day begins when it goes on", async () => {
      await receive("20T10:00");
      await step("commune", "askPayment", "20T11:00");
      expect(await look("23T09:00")).to.equal(0);
      await step("commune", "confirmPayment", "23T15:30", { paymentReference: "BL-0001" });
      expect(await look("25T07:30")).to.equal(0);
      expect(await look("25T07:31")).to.equal(1);
      expect(await alerts()).to.deep.equal([told("2026-11-25T00:30:00.000Z")]);
    });
  });

  describe("the transfer, anew", () => {
    it("a fee that is waived lets it go on as one that is paid", async () => {
      await receive("20T10:00");
      await step("commune", "askPayment", "20T11:00");
      await step("commune", "waivePayment", "23T15:30", { reason: "hộ nghèo", legalBasis: "Điều 7" });
      expect(await look("25T07:30")).to.equal(0);
      expect(await look("25T07:31")).to.equal(1);
      expect(await alerts()).to.deep.equal([[commune, "late", "transferLate", "-", "2026-11-25T00:30:00.000Z"]]);
    });

    it("of the next one-stop: received there after 15:00, first thing on the next working day (T14)", async () => {
      await receive("20T10:00");
      await handOver("20T14:00");
      await step("builders", "acknowledge", "20T15:30", { role: "upperOneStop" });
      expect(await look("23T07:30")).to.equal(0);
      expect(await look("23T07:31")).to.equal(1);
      expect(await look("23T09:00")).to.equal(0);
      expect(await alerts()).to.deep.equal([
        [construction, "late", "transferLate", "-", "2026-11-23T00:30:00.000Z"],
        [commune, "oneStop", "transferLate", "-", "2026-11-23T00:30:00.000Z"],
      ]);
    });

    it("of the next one-stop, taken up as its own work: nothing is told", async () => {
      await receive("20T10:00");
      await handOver("20T14:00");
      await step("builders", "acknowledge", "20T15:30", { role: "upperOneStop" });
      await step("builders", "assign", "20T16:00", { assignee: "CB-07", role: "agencyHead" });
      expect(await look("23T07:31")).to.equal(0);
    });
  });

  describe("legs of a chain", () => {
    const limit = (value: number) => ({ value, unit: "working_day" });
    // joint due: 10 working days from Fri 20/11, Mon 07/12 17:30
    beforeEach(async () => {
      const draft = {
        ...{ name: "Cấp giấy phép, liên thông", procedure, validFrom: "2026-07-01" },
        legs: [
          { number: 1, agency: construction, kind: "handle", work: "Thẩm định hồ sơ", limit: limit(3) },
          {
            ...{ number: 2, agency: justice, kind: "consult", work: "Cho ý kiến", limit: limit(2), after: [1] },
            supervisedBy: supervisor,
          },
          { number: 3, agency: "lead", kind: "sign", work: "Ký", limit: limit(1), after: [2] },
        ],
      };
      const token = await gateway.tokenOf("operator");
      await gateway.send("PUT", "/v1/processes/windows", { token, body: draft });
      await post("operator", "/v1/processes/windows/check", { officer: "VP-01" });
      const decision = { decisionNo: "663/QĐ-UBND", decisionDate: "2026-06-20", signer: "CT-01" };
      await post("operator", "/v1/processes/windows/approve", decision);
      await receive("20T14:30");
      await post("commune", `/v1/dossiers/${code}/chain`, {
        ...{ by: commune, process: "windows", lead: construction, at: on("20T16:00") },
      });
    });
    const leg = (partner: string, number: number, what: string, at: string, but: object = {}) =>
      post(partner, `/v1/dossiers/${code}/legs/${number}/steps`, {
        ...{ step: what, by: partner === "justice" ? justice : construction, at: on(at), ...but },
      });

    it("a transfer that is late is told to the agency that waits for it, too", async () => {
      expect(await look("20T17:31")).to.equal(1);
      expect(await alerts()).to.deep.equal([
        [commune, "late", "transferLate", "-", "2026-11-20T10:30:00.000Z"],
        [construction, "waiting", "transferLate", "-", "2026-11-20T10:30:00.000Z"],
      ]);
      await leg("builders", 1, "acknowledge", "20T17:00"); // it has arrived, though nobody handed it over
      expect(await look("23T08:00")).to.equal(0);
    });

    it("two working hours to say that it was received: the late agency, its sender and the one-stop are told", async () => {
      await handOver("20T16:30");
      // E24: from Fri 20/11 16:00 until Mon 23/11 08:00; from Mon 23/11 16:45 until Wed 25/11 08:45
      expect(await look("23T08:00")).to.equal(0);
      expect(await look("23T08:01")).to.equal(1);
      await leg("builders", 1, "acknowledge", "23T08:30");
      await leg("builders", 1, "finish", "23T16:45");
      expect(await look("25T08:45")).to.equal(0);
      expect(await look("25T08:46")).to.equal(1);
      expect(await look("25T09:01")).to.equal(0);
      expect(await shown()).to.deep.equal([
        {
          ...{ kind: "legAnswerLate", leg: 1, to: [construction, commune] },
          ...{ about: "2026-11-20T09:00:00.000Z", due: "2026-11-23T01:00:00.000Z", at: "2026-11-23T01:01:00.000Z" },
        },
        {
          ...{ kind: "legAnswerLate", leg: 2, to: [justice, construction, commune] },
          ...{ about: "2026-11-23T09:45:00.000Z", due: "2026-11-25T01:45:00.000Z", at: "2026-11-25T01:46:00.000Z" },
        },
      ]);
      expect(await alerts()).to.deep.equal([
        [construction, "late", "legAnswerLate", 1, "2026-11-23T01:00:00.000Z"],
        [commune, "waiting", "legAnswerLate", 1, "2026-11-23T01:00:00.000Z"],
        [justice, "late", "legAnswerLate", 2, "2026-11-25T01:45:00.000Z"],
        [construction, "waiting", "legAnswerLate", 2, "2026-11-25T01:45:00.000Z"],
        [commune, "oneStop", "legAnswerLate", 2, "2026-11-25T01:45:00.000Z"],
      ]);
    });

    it("said in time, or late while nothing ran: nothing is told", async () => {
      await handOver("20T16:30");
      await leg("builders", 1, "acknowledge", "23T07:59");
      expect(await look("23T08:15")).to.equal(0);
      await leg("builders", 1, "finish", "23T16:45");
      await leg("justice", 2, "acknowledge", "25T10:00");
      expect(await look("25T10:15")).to.equal(0);
    });

    it("sent back, a leg starts anew and its two hours with it (L10)", async () => {
      await handOver("20T16:30");
      expect(await look("23T08:01")).to.equal(1);
      await leg("builders", 1, "acknowledge", "23T08:30");
      await leg("builders", 1, "finish", "23T09:00");
      await leg("justice", 2, "acknowledge", "23T09:30");
      await leg("justice", 2, "return", "23T10:00", { reason: "thiếu bản vẽ" });
      expect(await look("23T14:00")).to.equal(0); // until 14:00: 1,5 h before noon, 0,5 h after
      expect(await look("23T14:01")).to.equal(1);
      // until it is acknowledged it is in the hands of who sent it back (L12)
      expect((await alerts()).slice(-3)).to.deep.equal([
        [construction, "late", "legAnswerLate", 1, "2026-11-23T07:00:00.000Z"],
        [justice, "waiting", "legAnswerLate", 1, "2026-11-23T07:00:00.000Z"],
        [commune, "oneStop", "legAnswerLate", 1, "2026-11-23T07:00:00.000Z"],
      ]);
    });

    it("a closed day in between moves the two hours, a reform who is told", async () => {
      await handOver("20T16:30");
      await leg("builders", 1, "acknowledge", "20T16:40");
      await leg("builders", 1, "finish", "23T16:45");
      await reform(justice, interior, "25T00:10");
      await close("2026-11-25");
      expect(await look("25T08:46")).to.equal(0);
      expect(await look("26T08:45")).to.equal(0);
      expect(await look("26T08:46")).to.equal(1);
      expect(await alerts()).to.deep.equal([
        [interior, "late", "legAnswerLate", 2, "2026-11-26T01:45:00.000Z"],
        [construction, "waiting", "legAnswerLate", 2, "2026-11-26T01:45:00.000Z"],
        [commune, "oneStop", "legAnswerLate", 2, "2026-11-26T01:45:00.000Z"],
      ]);
    });

    it("while its dossier waits for the applicant a leg answers for nothing; it has two hours from then on", async () => {
      await handOver("20T16:30");
      await step("builders", "acknowledge", "20T16:35");
      await leg("builders", 1, "finish", "20T16:40");
      await step("builders", "askPayment", "20T17:00");
      expect(await look("23T10:00")).to.equal(0);
      await step("commune", "confirmPayment", "23T14:00", { paymentReference: "BL-0001" });
      expect(await look("23T16:00")).to.equal(0);
      expect(await look("23T16:01")).to.equal(1);
      expect((await alerts())[0]).to.deep.equal([justice, "late", "legAnswerLate", 2, "2026-11-23T09:00:00.000Z"]);
    });

    describe("amber and red (L8)", () => {
      beforeEach(async () => {
        await handOver("20T16:30");
        await leg("builders", 1, "acknowledge", "20T16:40");
      });
      const joint = "2026-12-07T10:30:00.000Z";
      const amber = [
        [commune, "oneStop", "forecastAmber", "-", joint],
        [construction, "lead", "forecastAmber", "-", joint],
      ];
      const red = (due: string) => [
        [commune, "oneStop", "forecastRed", "-", due],
        [construction, "lead", "forecastRed", "-", due],
        [supervisor, "supervisor", "forecastRed", "-", due],
      ];

      it("amber to the one-stop and the lead, red to whoever supervises as well, each once", async () => {
        // with leg 1 open on Wed 02/12: two days, one day, Mon 07/12 17:30; on Thu 03/12 a day later
        expect(await look("12-02T17:00")).to.equal(0);
        expect(await look("12-03T08:00")).to.equal(1);
        expect(await look("12-04T08:00")).to.equal(0);
        expect(await alerts()).to.deep.equal(amber);
        const [first] = await messagesOf(gateway.database, "time-alert.v1");
        expect([first?.time, first?.data["expectedEnd"]]).to.deep.equal([
          ...["2026-12-03T01:00:00.000Z", "2026-12-08T10:30:00.000Z"],
        ]);
        expect(await look("12-07T17:30")).to.equal(0);
        expect(await look("12-07T17:31")).to.equal(1);
        expect(await look("12-08T08:00")).to.equal(0);
        expect(await alerts()).to.deep.equal([...amber, ...red(joint)]);
      });

      it("found after the joint due it is red, and was never amber", async () => {
        expect(await look("12-10T08:00")).to.equal(1);
        expect(await alerts()).to.deep.equal(red(joint));
      });

      it("settled in the meantime, it is neither", async () => {
        await leg("builders", 1, "finish", "12-02T16:00");
        await leg("justice", 2, "acknowledge", "12-02T16:30");
        await leg("justice", 2, "finish", "12-03T09:00");
        expect(await look("12-03T09:15")).to.equal(0);
        await leg("builders", 3, "acknowledge", "12-03T09:30");
        await leg("builders", 3, "finish", "12-03T10:00", { role: "signatory" });
        expect(await look("12-10T08:00")).to.equal(0);
      });

      it("a calendar that moves the joint due makes it another date, told for itself", async () => {
        expect(await look("12-03T08:00")).to.equal(1);
        await close("2026-12-04"); // Tue 08/12; what remains leads to Wed 09/12
        expect(await look("12-03T08:15")).to.equal(1);
        expect(await look("12-03T08:30")).to.equal(0);
        expect(await look("12-07T17:31")).to.equal(0);
        expect(await look("12-08T17:31")).to.equal(1);
        const moved = "2026-12-08T10:30:00.000Z";
        expect(await alerts()).to.deep.equal([
          ...amber,
          ...amber.map((one) => [...one.slice(0, 4), moved]),
          ...red(moved),
        ]);
      });

      it("after a reform the successors of the lead and the supervisor are told", async () => {
        await gateway.database.sql(
          "update organisation set valid_to = '2026-12-01', successor_code = $2 where code = $1",
          [supervisor, interior],
        );
        await applyReforms(world("12-02T00:10"));
        expect(await look("12-07T17:31")).to.equal(1);
        expect((await alerts()).map(([receiver, as]) => [receiver, as])).to.deep.equal([
          [commune, "oneStop"],
          [construction, "lead"],
          [interior, "supervisor"],
        ]);
      });
    });
  });
});
