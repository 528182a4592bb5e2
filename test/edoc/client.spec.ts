import { expect } from "chai";
import type { Day } from "../../core/domain/day.ts";
import { dayOf } from "../../core/domain/day.ts";
import type { NoteEdocCall } from "../../adapters/edoc/client.ts";
import {
  practiceAxis,
  startAxisStandIn,
  type AxisFault,
  type AxisQuirks,
  type AxisStandIn,
} from "../../adapters/edoc/stand-in/axis.ts";
import { edocClient, fileOf, wholeOf } from "../support/edoc.ts";

const never = new AbortController().signal;
const today = dayOf(new Date());
const days = { from: today, to: today };
const [ours, theirs] = ["000.00.00.H99", "000.00.01.H99"];
const namespace = "http://www.mic.gov.vn/TBT/QCVN_102_2016";
const message = (words = "thử"): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${namespace}"><e:edXMLEnvelope xmlns:e="${namespace}">` +
  `<e:MessageHeader><e:From><e:OrganId>${ours}</e:OrganId></e:From><e:To><e:OrganId>${theirs}</e:OrganId></e:To>` +
  `<e:CodeNotation>CV-TAP</e:CodeNotation><e:Subject>${words}</e:Subject></e:MessageHeader>` +
  `<e:TraceHeaderList></e:TraceHeaderList></e:edXMLEnvelope></edXML>\n`;

for (const face of ["knobstick", "lgsp"] as const)
  describe(`the axis' client, ${face}`, () => {
    let axis: AxisStandIn;
    beforeEach(async () => {
      axis = await startAxisStandIn(face);
      axis.join({ systemId: "other", secret: "other-secret", organs: [theirs] });
    });
    afterEach(() => axis.close());

    const letter = () => ({ kind: "edoc" as const, from: ours, to: [theirs], path: fileOf(message()) });
    const arrive = (bytes = message()) => axis.put({ kind: "edoc", from: theirs, to: [ours], bytes: bytes })[0] ?? "";

    it("sends a letter, which lies there once and byte for byte", async () => {
      axis.quirks.addsTrace = false;
      const sent = await edocClient(axis).send(letter(), never);
      expect(sent).to.deep.equal({ kind: "done", docId: axis.items[0]?.senderDocId });
      expect(axis.items.map(({ to, kind, bytes }) => [to, kind, bytes.toString()])).to.deep.equal([
        [theirs, "edoc", message()],
      ]);
    });

    it("reads the list, fetches the letter, and says done: then it is offered no more", async () => {
      axis.quirks.addsTrace = false;
      const docId = arrive();
      const client = edocClient(axis);
      const list = await client.received("edoc", days, never);
      expect(
        list.kind === "done" && list.items.map((item) => [item.docId, item.kind, item.from, item.to, item.status]),
      ).to.deep.equal([[docId, "edoc", theirs, [ours], "initial"]]);
      const got = await client.fetch(docId, wholeOf, never);
      expect(got.kind === "done" && got.taken.toString()).to.equal(message());
      expect(await client.updateStatus(docId, "done", "đã lưu", never)).to.deep.equal({ kind: "done" });
      expect(axis.items[0]?.state).to.equal("done");
      const after = await client.received("edoc", days, never);
      // the REST face lists days, with what became of each
      expect(after.kind === "done" && after.items.map(({ status }) => status)).to.deep.equal(
        face === "knobstick" ? [] : ["done"],
      );
    });

    for (const quirks of [
      { nameCase: "lower" },
      { nameCase: "upper" },
      { letter: "text" },
      { letter: "wrappedBase64" },
      { letter: "bare" },
      { listsAsText: true },
    ] as const satisfies readonly Partial<AxisQuirks>[])
      it(`takes it with ${JSON.stringify(quirks)}`, async () => {
        Object.assign(axis.quirks, { addsTrace: false, ...quirks });
        const docId = arrive(message('Ủy ban "tập" \\ 😀'));
        const client = edocClient(axis);
        const list = await client.received("edoc", days, never);
        expect(list.kind === "done" && list.items.map((item) => item.docId)).to.deep.equal([docId]);
        const got = await client.fetch(docId, wholeOf, never);
        expect(got.kind === "done" && got.taken.toString()).to.equal(message('Ủy ban "tập" \\ 😀'));
        expect(await client.send(letter(), never)).to.have.property("docId", axis.items.at(-1)?.senderDocId);
      });

    const unreadable = { kind: "retry", fault: "unreadable" };
    const busy = { kind: "retry", fault: "busy" };
    const retryAfter = { ...busy, retryAfterMs: 7_000 };
    const locked = { kind: "retry", fault: "notLetIn" };
    const unreachable = { kind: "retry", fault: "unreachable" };
    const unknown = { kind: "unknown" };
    // what a call that does something, and one that only asks, make of it; whether the letter lies there after it
    for (const [fault, send, ask, isThere] of [
      ["silentBefore", unknown, unreachable, false],
      ["silentAfter", unknown, unreachable, true],
      ["401", locked, locked, false],
      ["429", busy, busy, false],
      ["500", unknown, busy, false],
      ["500After", unknown, busy, true],
      ["503", retryAfter, retryAfter, false],
      ["html", unknown, unreadable, false],
      ["redirect", unreadable, unreadable, false],
      ["truncated", unknown, unreadable, true],
    ] as const satisfies readonly (readonly [AxisFault, object, object, boolean])[])
      it(`${fault}: a sending is ${send.kind}, a question ${ask.kind}`, async () => {
        const client = edocClient(axis);
        // a token that is refused is renewed once
        const faults: AxisFault[] = fault === "401" && face === "lgsp" ? [fault, fault] : [fault];
        axis.failNext("sendEdoc", ...faults);
        expect(await client.send(letter(), never)).to.include(send);
        expect(axis.items).to.have.length(isThere ? 1 : 0);
        axis.failNext("received", ...faults);
        expect(await client.received("edoc", days, never)).to.include(ask);
        const docId = arrive();
        axis.failNext("getEdoc", ...faults);
        expect(await client.fetch(docId, wholeOf, never)).to.include(ask);
        axis.failNext("updateStatus", ...faults);
        expect(await client.updateStatus(docId, "done", null, never)).to.include(ask);
      });

    it("no answer within its patience: a sending is unknown, and was done", async () => {
      axis.failNext("sendEdoc", "hangAfter");
      expect(await edocClient(axis, {}, { quietMs: 200 }).send(letter(), never)).to.deep.equal({
        kind: "unknown",
        detail: "sent, but no answer: nothing moved for 200 ms",
      });
      expect(axis.items).to.have.length(1);
    });

    it("nobody there: it surely did not leave", async () => {
      const client = edocClient(axis);
      await axis.close();
      const sent = await client.send(letter(), never);
      expect(sent).to.include(unreachable);
    });

    it("a foreign letter within the base64 is no message, and whoever takes it is told so", async () => {
      const docId = arrive();
      axis.failNext("getEdoc", "spoilt");
      const ends: string[] = [];
      const take = (source: AsyncIterable<Buffer>) =>
        wholeOf(source).then(
          () => void ends.push("whole"),
          (error: unknown) => {
            ends.push("broken");
            throw error;
          },
        );
      expect(await edocClient(axis).fetch(docId, take, never)).to.include(unreadable);
      expect(ends).not.to.contain("whole");
      expect(axis.items[0]?.state).to.equal("initial");
    });

    it("a letter that breaks off in its middle is no message, and whoever takes it is told so", async () => {
      const docId = arrive(message("x".repeat(400_000)));
      axis.failNext("getEdoc", "truncated");
      const ends: string[] = [];
      const take = (source: AsyncIterable<Buffer>) =>
        wholeOf(source).then(
          () => void ends.push("whole"),
          (error: unknown) => {
            ends.push("broken");
            throw error;
          },
        );
      expect(await edocClient(axis).fetch(docId, take, never)).to.include(unreadable);
      expect(ends).to.deep.equal(["broken"]);
    });

    it("a fault of whoever takes comes through", async () => {
      const docId = arrive();
      const full = new Error("the disk is full");
      const got = edocClient(axis).fetch(docId, () => Promise.reject(full), never);
      expect(await got.catch((error: unknown) => error)).to.equal(full);
    });

    it("a message beyond the limit is refused while it flows", async () => {
      const docId = arrive(message("x".repeat(1_200_000)));
      expect(await edocClient(axis, {}, { megabytes: 1 }).fetch(docId, wholeOf, never)).to.deep.equal({
        kind: "refused",
        code: "tooLarge",
        detail: "more than 1 MB",
      });
    });

    it("an item that is not ours, or not there, is refused", async () => {
      expect(await edocClient(axis).fetch("no-such", wholeOf, never)).to.include({ kind: "refused", code: "10" });
    });

    it("what it does not know is refused with its code: receiver, sender", async () => {
      const client = edocClient(axis);
      const path = fileOf(message().replaceAll(theirs, "000.00.55.H99"));
      expect(await client.send({ ...letter(), to: ["000.00.55.H99"], path }, never)).to.include({
        kind: "refused",
        code: "18",
      });
      const foreign = fileOf(message().replaceAll(ours, "000.00.44.H99"));
      expect(await client.send({ ...letter(), from: "000.00.44.H99", path: foreign }, never)).to.include({
        kind: "refused",
        code: "19",
      });
      expect(axis.items).to.deep.equal([]);
    });

    it("a file that is no edXML is refused", async () => {
      const client = edocClient(axis);
      expect(await client.send({ ...letter(), path: fileOf("%PDF") }, never)).to.include({ code: "10" });
      expect(await client.send({ ...letter(), path: fileOf("<a/>") }, never)).to.include({ code: "22" });
    });

    it("more receivers than headers hold are refused before anything leaves", async () => {
      const to = Array.from({ length: 51 }, (_, at) => `000.00.${at}.H99`);
      expect(await edocClient(axis).send({ ...letter(), to }, never)).to.include({ code: "tooManyReceivers" });
      expect(axis.calls).to.deep.equal([]);
    });

    it("an identifier that no header holds is refused before anything leaves", async () => {
      for (const organ of ["H99.ộ", "H99\r\nX-SecretKey: x", ""])
        expect(await edocClient(axis).send({ ...letter(), to: [organ] }, never)).to.include({ code: "organId" });
      expect(axis.calls).to.deep.equal([]);
    });

    it("a code means what the operator says that it means", async () => {
      const client = edocClient(axis, { codes: { "99": "retry", "98": "notLetIn", "97": "unknown", "18": "retry" } });
      axis.failNext("sendEdoc", "fail", "code:98", "code:97", "code:18", "code:96");
      expect(await client.send(letter(), never)).to.include(busy);
      expect(await client.send(letter(), never)).to.include(locked);
      expect(await client.send(letter(), never)).to.include(unknown);
      expect(await client.send(letter(), never)).to.include(busy);
      expect(await client.send(letter(), never)).to.include({ kind: "refused", code: "96" });
    });

    it("reads the agencies in both notations", async () => {
      axis.agencies.push(
        { code: "H99.01", code102: "000.00.01.H99", name: "Sở Tập (giả lập)", pcode: "H99" },
        { code: "H99.02", oldCode: "000.00.02.H99", name: "Sở Thử (giả lập)" },
      );
      const read = await edocClient(axis).agencies(never);
      expect(read.kind === "done" && read.agencies).to.deep.equal([
        { code: "H99.01", code102: "000.00.01.H99", oldCode: null, name: "Sở Tập (giả lập)", parentCode: "H99" },
        { code: "H99.02", code102: null, oldCode: "000.00.02.H99", name: "Sở Thử (giả lập)", parentCode: null },
      ]);
    });

    it("a wrong secret lets nobody in, and nothing says it aloud", async () => {
      const said: Parameters<NoteEdocCall>[0][] = [];
      const wrong = edocClient(axis, { secret: () => "wrong-but-secret" }, { note: (call) => void said.push(call) });
      expect(await wrong.send(letter(), never)).to.include(locked);
      expect(await wrong.received("edoc", days, never)).to.include(locked);
      expect(said.map(({ verb, ending }) => [verb, ending])).to.deep.equal([
        ["send", "retry"],
        ["received", "retry"],
      ]);
      expect(JSON.stringify(said)).not.to.contain("wrong-but-secret").and.not.to.contain(practiceAxis.password);
    });

    it("a rotated secret serves from the next call on", async () => {
      let secret = "of-yesterday";
      const client = edocClient(axis, { secret: () => secret });
      expect(await client.received("edoc", days, never)).to.include(locked);
      secret = practiceAxis.secret;
      expect(await client.received("edoc", days, never)).to.include({ kind: "done" });
    });

    it("knows whether its secret is another than the one that was refused", async () => {
      let secret = "of-yesterday";
      const client = edocClient(axis, { secret: () => secret });
      expect(client.isKeyNew()).to.equal(true);
      await client.received("edoc", days, never);
      expect(client.isKeyNew()).to.equal(false);
      secret = practiceAxis.secret;
      expect(client.isKeyNew()).to.equal(true);
    });

    if (face === "lgsp")
      it("and its password, where the login was refused", async () => {
        let password = "of-yesterday";
        const login = { username: practiceAxis.username, password: () => password, applicationCode: "HUB" };
        const client = edocClient(axis, { login });
        await client.received("edoc", days, never);
        expect(client.isKeyNew()).to.equal(false);
        password = practiceAxis.password;
        expect(client.isKeyNew()).to.equal(true);
        expect(await client.received("edoc", days, never)).to.include({ kind: "done" });
      });

    it("an answer that repeats the secret does not bring it into the record", async () => {
      const said: string[] = [];
      const client = edocClient(axis, {}, { note: ({ detail }) => void said.push(detail) });
      axis.failNext("sendEdoc", "code:96");
      await client.send(letter(), never);
      expect(said).to.deep.equal(["96: as told"]);
      const hushed = edocClient(
        axis,
        { secret: once(practiceAxis.secret, "as told") },
        { note: ({ detail }) => void said.push(detail) },
      );
      axis.failNext("sendEdoc", "code:96");
      await hushed.send(letter(), never);
      expect(said[1]).to.equal("96: ***");
    });

    if (face === "knobstick") {
      it("asks what it has of us before it sends again", async () => {
        const client = edocClient(axis);
        expect(client.canAskSent).to.equal(true);
        axis.failNext("sendEdoc", "silentAfter");
        expect(await client.send(letter(), never)).to.include(unknown);
        const sent = await client.sent("edoc", days, never);
        expect(sent.kind === "done" && sent.rows.map(({ to, title, notation }) => [to, title, notation])).to.deep.equal(
          [[theirs, "thử", "CV-TAP"]],
        );
        const yesterday = "2020-01-01" as Day;
        expect(await client.sent("edoc", { from: yesterday, to: yesterday }, never)).to.deep.equal({
          kind: "done",
          rows: [],
        });
      });

      it("a hash in another form than agreed is refused", async () => {
        // its SHA-256 has a byte below 16, as nearly all have
        const refused = await edocClient(axis, { hashFile: "hex" }).send(letter(), never);
        expect(refused).to.include({ kind: "refused", code: "21" });
      });

      it("a clock that is an hour off lets nobody in", async () => {
        const client = edocClient(axis, {}, { now: () => new Date(Date.now() - 3_600_000) });
        expect(await client.received("edoc", days, never)).to.include(locked);
      });
    } else {
      it("has no list of what was sent, and says so", async () => {
        const client = edocClient(axis);
        expect(client.canAskSent).to.equal(false);
        expect(await client.sent("edoc", days, never)).to.include({ kind: "refused", code: "notOffered" });
      });

      it("logs in once for all who wait, and anew when the token is refused", async () => {
        const client = edocClient(axis);
        await Promise.all([client.received("edoc", days, never), client.received("status", days, never)]);
        expect(axis.calls.filter(({ verb }) => verb === "login")).to.have.length(1);
        axis.failNext("received", "401");
        expect(await client.received("edoc", days, never)).to.include({ kind: "done" });
        expect(axis.calls.filter(({ verb }) => verb === "login")).to.have.length(2);
      });

      it("a wrong password lets nobody in, and is not said aloud", async () => {
        const said: string[] = [];
        const login = { username: "practice", password: () => "wrong-password", applicationCode: "HUB" };
        const client = edocClient(axis, { login }, { note: ({ detail }) => void said.push(detail) });
        expect(await client.send(letter(), never)).to.include(locked);
        expect(said.join()).not.to.contain("wrong-password");
      });

      for (const [code, ending] of [
        ["10", { kind: "refused", code: "10" }],
        ["15", locked],
        ["18", { kind: "refused", code: "18" }],
        ["19", { kind: "refused", code: "19" }],
        ["20", unknown],
        ["21", { kind: "refused", code: "21" }],
        ["22", { kind: "refused", code: "22" }],
        ["23", { kind: "refused", code: "23" }],
      ] as const)
        it(`code ${code} ends a sending as ${ending.kind}`, async () => {
          axis.failNext("sendEdoc", `code:${Number(code)}`);
          expect(await edocClient(axis).send(letter(), never)).to.include(ending);
          expect(axis.items).to.deep.equal([]);
        });

      it("a fault of the platform while it is only asked is no unknown ending", async () => {
        axis.failNext("received", "code:20");
        expect(await edocClient(axis).received("edoc", days, never)).to.include(busy);
      });

      it("tells the platform its states in the words that it wants", async () => {
        const docId = arrive();
        const client = edocClient(axis, { stateWords: { processing: "05", done: "03", fail: "02" } });
        expect(await client.updateStatus(docId, "done", null, never)).to.include({ kind: "refused", code: "10" });
      });
    }
  });

/** The first value for whoever signs, the other one after that. */
function once(first: string, then: string): () => string {
  let asked = 0;
  return () => (asked++ < 1 ? first : then);
}
