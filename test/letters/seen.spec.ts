import { expect } from "chai";
import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import {
  commune,
  department,
  interior,
  openLetterWorld,
  organOf,
  type LetterTestWorld,
} from "../support/letter-world.ts";

/** Each stands in one field of a letter, and may tell of people. */
const words = {
  subject: "chủ-đề-riêng",
  content: "nội-dung-riêng",
  signer: "người-ký-văn-bản",
  fileName: "tên-tệp-riêng",
  signerOfFile: "người-ký-tệp",
  warning: "cảnh-báo-riêng",
  request: "lý-do-thu-hồi",
  status: "lý-do-từ-chối",
  change: "lý-do-gắn",
  fault: "lỗi-trục-nêu-tên",
} as const;
type Field = keyof typeof words;
const stranger = "H38.10";

describe("letters: who sees what (P12)", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  let code: string;
  before(async () => {
    world = await openLetterWorld();
    await world.gateway.register("h38-17", [interior]);
    await world.gateway.register("h38-10", [stranger]);
  });
  after(() => world.close());

  beforeEach(async () => {
    await world.reset();
    code = await world.consulting();
    const { sha256, size } = await world.upload(department, practicePdf("công văn"));
    await world.post(department, `/v1/dossiers/${code}/letters`, {
      ...{ purpose: "other", to: [{ organ: organOf(interior) }], number: "45", notation: "SXD", issued: "2026-11-20" },
      ...{ subject: words.subject, content: words.content, signer: { fullName: words.signer } },
      files: [{ sha256, size, name: `${words.fileName}.pdf`, mediaType: "application/pdf", kind: "other" }],
    });
    world.axis.failNext("sendEdoc", "fail");
    await world.work();
    await world.sql("update letter_task set fault = $1", [words.fault]);
    const id = world.legacy.send({ to: [organOf(department)], referenceCodes: code, subject: words.subject });
    await world.work();
    await world.post(department, "/v1/letters/2/acceptance", { act: "accept" });
    world.legacy.recall(id, "A", words.request);
    await world.work();
    await world.sql("update letter set warnings = $1, content = $2, signer = $3 where id = 2", [
      JSON.stringify([{ code: "number-repeats", detail: words.warning }]),
      words.content,
      JSON.stringify({ position: null, fullName: words.signer }),
    ]);
    await world.sql("update letter_file set name = $1, verdict = $2 where letter_id = 2", [
      words.fileName,
      JSON.stringify({ verdict: "valid", signatures: [{ signer: words.signerOfFile, integrity: "intact" }] }),
    ]);
    await world.sql("update letter_status set description = $1 where letter_id = 2", [words.status]);
    await world.sql("update letter_change set reason = $1 where letter_id = 2", [words.change]);
  });

  const seen = (said: unknown): Field[] =>
    (Object.keys(words) as Field[]).filter((field) => JSON.stringify(said).includes(words[field]));
  const letter = async (unit: string, id: number) => world.get(unit, `/v1/letters/${id}`);
  const ofDossier = async (unit: string) => (await world.get(unit, `/v1/dossiers/${code}/letters`)).body.letters;
  const came: readonly Field[] = [
    ...([
      "subject",
      "content",
      "signer",
      "fileName",
      "signerOfFile",
      "warning",
      "request",
      "status",
      "change",
    ] as const),
  ];
  const left: readonly Field[] = ["subject", "content", "signer", "fileName", "fault"];

  for (const [who, unit] of [
    ["the agency of the letter", department],
    ["the one-stop that works on its dossier", commune],
  ] as const)
    it(`${who} sees all that it says`, async () => {
      expect(seen((await letter(unit, 2)).body)).to.have.members(came);
      expect(seen((await letter(unit, 1)).body)).to.have.members(left);
      expect(seen(await ofDossier(unit))).to.have.members([...came, "fault"]);
      expect((await letter(unit, 2)).body.referenceCodes).to.deep.equal([code]);
    });

  // whose opinion is asked
  it("a party that does not work on the dossier sees that there is a letter, its number and its states, and none of its words", async () => {
    const views = [(await letter(interior, 1)).body, (await letter(interior, 2)).body, ...(await ofDossier(interior))];
    expect(views).to.have.length(4);
    expect(views.flatMap(seen)).to.deep.equal([]);
    const [out, into] = views;
    expect(out).to.deep.include({
      ...{ number: "45", notation: "SXD", state: "failed", subject: null },
      content: null,
    });
    expect(into).to.deep.include({
      ...{ state: "accepted", subject: null, content: null, signer: null, referenceCodes: [], offer: null },
      warnings: [
        {
          ...{ code: "number-repeats", detail: "" },
          vi: "Số, ký hiệu và năm đã có ở một văn bản khác của cùng nơi gửi.",
          en: "Another letter of the same sender has this number, notation and year.",
        },
      ],
    });
    expect(into.request).to.deep.include({ kind: "recall", reason: null, proposed: "15" });
    expect(into.files[0]).to.deep.include({
      ...{ name: null, type: "pdf" },
      verdict: { verdict: "valid", signatures: [{ signer: null, integrity: "intact" }] },
    });
    expect(into.statuses.map((one: { code: string; description: null }) => [one.code, one.description])).to.deep.equal([
      ["01", null],
      ["03", null],
    ]);
    expect(into.changes.map(({ reason }: { reason: string | null }) => reason)).to.include(null);
    expect(out.owed).to.have.length(1);
    expect(out.owed[0]).to.include({ state: "forPerson", fault: null });
  });

  it("whoever is no party learns nothing, and it stands in nobody else's mailbox", async () => {
    for (const id of [1, 2]) expect((await letter(stranger, id)).status).to.equal(404);
    expect((await world.get(stranger, `/v1/dossiers/${code}/letters`)).status).to.equal(404);
    for (const unit of [interior, commune])
      expect((await world.get(unit, "/v1/letters")).body.letters, unit).to.deep.equal([]);
    expect(seen((await world.get(department, "/v1/letters")).body)).to.have.members(["subject", "warning"]);
  });
});
