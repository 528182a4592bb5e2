import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { parse } from "yaml";
import { readDigest } from "../../core/domain/digest.ts";
import { steps } from "../../core/domain/moves.ts";
import { states } from "../../core/domain/state.ts";
import { fromRoot } from "../../platform/root.ts";
import { anAnnouncement, tell } from "../support/bus.ts";
import { freshDatabase } from "../support/database.ts";

const folder = fromRoot("contracts", "bus");
const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as Record<string, unknown>;
const ajv = new Ajv2020({ strictTypes: false });
addFormats.default(ajv);
const judge = ajv.compile(read("cloud-event.schema.json"));
const digestSchema = read("digest.schema.json");
const judgeDigest = ajv.compile(digestSchema);
const judgeAnswer = ajv.compile({ $ref: `${String(digestSchema["$id"])}#/$defs/answer` });
const examples = readdirSync(`${folder}/examples`);
const handedOver = read("examples/handed-over.v1.json");

describe("what is agreed about messages (contracts/bus)", () => {
  it("has an example of every type", () => {
    expect(examples).to.have.members([
      "received.v1.json",
      "handed-over.v1.json",
      "handed-over-to-successor.v1.json",
      "acknowledged.v1.json",
      "sent-back.v1.json",
      "concluded.v1.json",
      "result-returned.v1.json",
      "moved.v1.json",
      "readdressed.v1.json",
      "leg-moved.v1.json",
      "overdue-alert.v1.json",
      "time-alert.v1.json",
      "overdue-stamped.v1.json",
      "urged.v1.json",
      "due-recomputed.v1.json",
      "restated.v1.json",
      "message-withdrawn.v1.json",
    ]);
  });

  for (const name of examples)
    it(`${name} is as agreed, and is of the type it is called after`, () => {
      const example = read(`examples/${name}`);
      expect(judge(example), JSON.stringify(judge.errors)).to.equal(true);
      expect(`vn.lienthong.dossier.${name.replace("-to-successor", "").replace(".json", "")}`).to.equal(
        example["type"],
      );
    });

  const data = handedOver["data"] as Record<string, unknown>;
  for (const [what, broken] of [
    ["a missing sequence", { sequence: undefined }],
    ["a sequence that does not order as text", { sequence: "1" }],
    ["a dossier code with a space", { subject: "H63.29 190527-0001" }],
    ["an id that is no UUID", { id: "1" }],
    ["a time without a zone", { time: "2019-05-27T08:00:00" }],
    ["a hand-over to nobody", { data: { ...data, to: undefined } }],
    ["a step that nobody can take", { data: { ...data, step: "teleport" } }],
    ["a step with a type of its own, told as moved", { type: "vn.lienthong.dossier.moved.v1" }],
    ["another step than the type says", { data: { ...data, step: "conclude" } }],
    ["an applicant", { data: { ...data, applicant: { name: "Nguyễn Văn A" } } }],
    ["a former receiver without the reason", { formerreceiver: "H63.29.04" }],
    ["a reason without the former receiver", { successionbasis: "NQ 1" }],
    ["a receiver in the older notation", { receiver: "000.00.29.H63" }],
  ] as const)
    it(`does not allow ${what}`, () => {
      const event = JSON.parse(JSON.stringify({ ...handedOver, ...broken })) as unknown;
      expect(judge(event)).to.equal(false);
    });

  it("is kept by what the hub announces", async () => {
    const database = await freshDatabase();
    await tell(database, anAnnouncement(), anAnnouncement());
    const rows = await database.sql<{ envelope: unknown }>("select envelope from hub.outbox order by id");
    expect(rows.map(({ envelope }) => judge(envelope))).to.deep.equal([true, true]);
    await database.drop();
  });

  it("knows every step and every state of the core, and the re-addressing of an agency that ended", () => {
    const { step } = (read("cloud-event.schema.json") as { $defs: { step: { properties: Record<string, unknown> } } })
      .$defs;
    expect(step.properties["step"]).to.deep.equal({ enum: [...steps, "readdress"] });
    expect(step.properties["state"]).to.deep.equal({ enum: states });
  });

  it("names in the AsyncAPI every type of the schema, with its example", () => {
    const { components } = parse(readFileSync(`${folder}/asyncapi.yaml`, "utf8")) as {
      components: { messages: Record<string, { name: string; examples: { payload: { $ref: string } }[] }> };
    };
    const types = ["cloud-event.schema.json", "digest.schema.json"].flatMap(
      (name) => (read(name) as { properties: { type: { enum: string[] } } }).properties.type.enum,
    );
    const events = Object.values(components.messages).filter(({ name }) => !name.startsWith("answer to"));
    expect(events.map(({ name }) => name)).to.have.members(types);
    for (const { name, examples: shown } of events)
      expect(new Set(shown.map(({ payload }) => read(payload.$ref)["type"]))).to.deep.equal(new Set([name]));
  });

  it("has the question for a digest, its answer and its result", () => {
    const asked = read("digest/asked.v1.json");
    const result = read("digest/result.v1.json");
    const answer = read("digest/answer.json");
    expect([asked, result].map((event) => judgeDigest(event))).to.deep.equal([true, true]);
    expect(judgeAnswer(answer), JSON.stringify(judgeAnswer.errors)).to.equal(true);
    // the question with the result's data, and an answer without the time it was taken at
    expect(judgeDigest({ ...asked, data: result["data"] })).to.equal(false);
    expect(judgeAnswer({ items: answer["items"] })).to.equal(false);
    // what the hub itself reads
    expect(readDigest(answer)).to.deep.include({
      ok: true,
      items: [{ receiver: "H38.91", dossier: "H38.91-261118-0007", sequence: 3, state: "processing" }],
    });
  });
});
