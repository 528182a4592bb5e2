import { expect } from "chai";
import { createHash, generateKeyPairSync, publicEncrypt, sign } from "node:crypto";
import type { Day } from "../../core/domain/day.ts";
import type { Built, PostReply } from "../../mappings/post/profile.ts";
import { readToken, toHccOrder, tokenRequest, vp1, vp2, vp3 } from "../../mappings/post/hcc.ts";
import { feedRequest, readFeed } from "../../mappings/post/hcc-feed.ts";
import * as my from "../../mappings/post/my-vnpost.ts";
import { aPostOrder, dossier, postalCodes } from "../support/post.ts";

const hcc = { codes: postalCodes, on: "2026-01-15" as Day };
const one = vp1({ ...hcc, paths: { create: "/order", cancel: "/cancel" } });
const two = vp2({ ...hcc, path: "/vnpost" });
const three = vp3({ ...hcc, path: "/hcc", waybill: "EH000000001VN", flagConfig: 2 });
const four = my.vp4({ prefix: "/customer-partner", contractCode: "HD01", serviceCode: "ETN015", sendType: "1" });

const requestOf = (built: Built) => {
  if (!built.ok) throw new Error(built.faults.join());
  const { body, ...rest } = built.request;
  return { ...rest, body: body === null ? null : (JSON.parse(body) as unknown) };
};
const reply = (status: number, body: unknown): PostReply => ({
  status,
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const headers = { "content-type": "application/json; charset=utf-8" };

const hccOrder = {
  CustomerCode: "KH01",
  OrderNumber: dossier,
  SenderProvince: 70,
  SenderDistrict: 7001,
  SenderAddress: "Số 1 đường Thử",
  SenderName: "Nguyễn Văn Thử Nghiệm",
  SenderTel: "0900000001",
  SenderDesc: "Tờ khai, 2 bản sao",
  ReceiverName: "Bộ phận một cửa phường Mẫu",
  ReceiverAddress: "Số 2 phố Mẫu",
  ReceiverTel: "02400000002",
  ReceiverProvince: 10,
  ReceiverDistrict: 1001,
  ReceiverEmail: "motcua@example.vn",
};

describe("VP-1, VP-2 and VP-3: one order, three envelopes (§1.2, §1.3)", () => {
  it("the token's credentials: demoKey:demoSecret", () => {
    const request = tokenRequest("/token", "demoKey", "demoSecret");
    expect(request.headers["authorization"]).to.equal("Basic ZGVtb0tleTpkZW1vU2VjcmV0");
    expect(request.body).to.equal("grant_type=client_credentials");
    const answer = { access_token: "t", token_type: "Bearer", expires_in: 3600 };
    expect(readToken(reply(200, answer))).to.deep.equal({ authorization: "Bearer t", seconds: 3600 });
    expect([readToken(reply(201, answer)), readToken(reply(200, "no"))]).to.deep.equal([null, null]);
  });
  it("VP-1 creates by the dossier's code", () =>
    expect(requestOf(one.create(aPostOrder()))).to.deep.equal({
      ...{ method: "POST", path: "/order", headers, isSafe: false },
      body: hccOrder,
    }));
  it("VP-2 says the service in its query", () => {
    expect(requestOf(two.create(aPostOrder()))).to.deep.include({ path: "/vnpost?service=orderpost", body: hccOrder });
    expect(requestOf(two.cancel!({ customerCode: "KH01", orderNumber: dossier, theirNumber: null }))).to.deep.include({
      path: `/vnpost?service=ordercancel&CustomerCode=KH01&OrderNumber=${dossier}`,
    });
  });
  it("VP-3 brings its own waybill", () => {
    const body = { ...hccOrder, ItemCode: "EH000000001VN", FlagConfig: 2 };
    expect(requestOf(three.create(aPostOrder()))).to.deep.include({ path: "/hcc", body });
    const none = vp3({ ...hcc, path: "/hcc", waybill: "", flagConfig: 2 });
    expect(none.create(aPostOrder())).to.deep.equal({ ok: false, faults: ["/waybill"] });
  });
  it("what the postman collects is a whole number", () => {
    const made = toHccOrder(aPostOrder({ collect: 150_000n }), hcc);
    expect(made.ok && made.value.CODAmount).to.equal(150_000);
  });
  it("text is sent composed, and without control characters", () => {
    const order = aPostOrder({ contents: "Tờ khai\n2 bản sao".normalize("NFD") });
    const made = toHccOrder(order, hcc);
    expect(made.ok && made.value.SenderDesc).to.equal("Tờ khai 2 bản sao");
  });
  it("an address without a postal code is not sent to a guessed one", () => {
    expect(toHccOrder(aPostOrder(), { ...hcc, codes: postalCodes.slice(0, 1) })).to.deep.equal({
      ok: false,
      faults: ["/receiver/address/provinceCode"],
    });
    expect(one.create(aPostOrder({ contents: "" }))).to.deep.equal({ ok: false, faults: ["/contents"] });
  });
  it("cancelling is a GET that changes something, so nobody may repeat it", () =>
    expect(requestOf(one.cancel!({ customerCode: "KH01", orderNumber: dossier, theirNumber: null }))).to.deep.equal({
      ...{ method: "GET", path: `/cancel?CustomerCode=KH01&OrderNumber=${dossier}`, headers: {}, body: null },
      isSafe: false,
    }));
  it("VP-3 offers no cancelling, VP-1 no quote", () =>
    expect([three.cancel, three.quote, one.quote]).to.deep.equal([null, null, null]));
  it("VP-2's quote", () => {
    expect(requestOf(two.quote!(aPostOrder()))).to.deep.equal({
      ...{ method: "POST", path: "/vnpost?service=getprice", headers, isSafe: true },
      body: {
        ...{ weight: 250, mainSrv: "HCC", isreturn: 1 },
        sender: { provCode: 70, distCode: 7001 },
        receiver: { provCode: 10, distCode: 1001 },
      },
    });
    expect(two.readQuote(reply(200, { content: { price: "28500" } }))).to.deep.equal({
      kind: "quoted",
      prices: [{ service: "HCC", price: 28_500n }],
    });
    for (const price of ["28.500", 28500.5, "", null])
      expect(two.readQuote(reply(200, { content: { price } })).kind, String(price)).to.equal("unknown");
  });
  for (const [what, profile, answer, kind] of [
    ["VP-1 201", one, reply(201, { Status: 1, Message: "OK" }), "created"],
    ["VP-1 200 (inferred)", one, reply(200, { Status: 1, Message: "OK" }), "created"],
    ["VP-1 201 with a page for people", one, reply(201, "<html>"), "unknown"],
    ["VP-1 202", one, reply(202, {}), "unknown"],
    ["VP-1 500: it may be there", one, reply(500, ""), "unknown"],
    ["VP-1 400", one, reply(400, "thiếu trường"), "refused"],
    ["VP-1 401", one, reply(401, ""), "newToken"],
    ["VP-1 429", one, reply(429, ""), "busy"],
    ['VP-3 "100"', three, reply(200, { Status: "100", Message: "" }), "created"],
    ['VP-3 "101": it was there', three, reply(200, { Status: "101" }), "already"],
    ['VP-3 "500" is made up on the way', three, reply(200, { Status: "500" }), "unknown"],
    ['VP-3 "205"', three, reply(200, { Status: "205", Message: "no" }), "refused"],
    ["VP-3 without a status", three, reply(200, {}), "unknown"],
  ] as const)
    it(`${what} is ${kind}`, () => expect(profile.readCreate(answer).kind).to.equal(kind));
  for (const [status, kind] of [
    [201, "cancelled"],
    [200, "unknown"],
    [404, "refused"],
    [502, "unknown"],
  ] as const)
    it(`VP-1's cancelling answered with ${status} is ${kind}`, () =>
      expect(one.readCancel(reply(status, { Status: 1, Message: "" })).kind).to.equal(kind));
});

describe("VP-1's feed", () => {
  const document = (number: number, but: object = {}) => ({
    ...{ _id: { $oid: number.toString(16).padStart(24, "0") }, CustomerCode: "KH01", OrderNumber: dossier },
    ...{
      EventTime: 1768444315000,
      POSID: "100000",
      ItemCode: "EH1",
      StatusCode: 4,
      StatusMessage: "Đã phát",
      Notes: "",
    },
    ...but,
  });
  const page = (documents: readonly unknown[]) =>
    reply(200, { _size: 1, _returned: documents.length, _embedded: { "rh:doc": documents } });

  it("is asked for from a cursor, for the customer", () => {
    expect(feedRequest("/track")).to.deep.include({
      path: "/track?pagesize=1000&lastId=000000000000000000000000",
      isSafe: true,
    });
    expect(feedRequest("/vnpost?service=ordertracking", "a", 5).path).to.equal(
      "/vnpost?service=ordertracking&pagesize=5&lastId=a",
    );
  });
  it("4 is delivered; every other code is shown and means nothing", () => {
    const events = readFeed(page([document(1), document(2, { StatusCode: 5, EventTime: "20260115093155" })]))!;
    expect(events[0]).to.deep.equal({
      key: "000000000000000000000001",
      cursor: "000000000000000000000001",
      customerCode: "KH01",
      orderNumber: dossier,
      waybill: "EH1",
      code: "4",
      meaning: "delivered",
      at: new Date("2026-01-15T02:31:55Z"),
      said: "Đã phát",
      place: "100000",
    });
    expect(events[1]).to.deep.include({ code: "5", meaning: null, at: new Date("2026-01-15T02:31:55Z") });
  });
  it("an empty page is a page; what is none moves nothing", () => {
    expect(readFeed(page([]))).to.deep.equal([]);
    expect(readFeed(reply(200, { _returned: 0 }))).to.deep.equal([]);
    for (const wrong of [
      reply(500, ""),
      reply(200, "<html>"),
      reply(200, {}),
      page([{}]),
      page([document(1, { _id: null })]),
    ])
      expect(readFeed(wrong)).to.equal(null);
  });
});

describe("VP-4 MyVNPost (§1.4)", () => {
  it("creates with two-level addresses", () => {
    const request = requestOf(four.create(aPostOrder({ collect: 150_000n })));
    expect(request).to.deep.include({ method: "POST", path: "/customer-partner/CreateOrder", isSafe: false });
    expect(request.body).to.deep.include({
      orderCreationStatus: 1,
      type: "GUI",
      customerCode: "KH01",
      contractCode: "HD01",
    });
    expect((request.body as { informationOrder: object }).informationOrder).to.deep.include({
      senderProvinceCode: "79",
      senderDistrictCode: "VNPOST",
      senderCommuneCode: "26734",
      receiverProvinceCode: "01",
      receiverDistrictCode: "VNPOST",
      receiverCommuneCode: "00004",
      saleOrderCode: dossier,
      weight: "250",
      vehicle: "BO",
      sendType: "1",
      addonService: [{ code: "GTG021", propValue: "PROP0018:150000" }],
    });
  });
  it("asks for a token, which is sent in a header of its own", () => {
    expect(my.tokenRequest("", "u", "p", "KH01")).to.deep.include({ path: "/GetAccessToken" });
    expect(my.readToken(reply(200, { success: true, token: "T" }))).to.equal("T");
    expect(my.readToken(reply(200, { success: false, token: "T" }))).to.equal(null);
  });
  for (const [what, answer, expected] of [
    [
      "created",
      reply(200, { orderHdrID: "h", originalID: "o1", itemCode: "EH000000001VN", status: 1, totalFee: 28500 }),
      { kind: "created", waybill: "EH000000001VN", theirNumber: "o1", fee: 28_500n },
    ],
    ["created, in a list", reply(200, [{ originalId: "o1" }]), { kind: "created", theirNumber: "o1", fee: null }],
    [
      "a fee that is no whole number",
      reply(200, { originalID: "o1", totalFee: 28500.5 }),
      { kind: "created", fee: null },
    ],
    [
      "told no",
      reply(200, { success: false, errorMessage: "Sai mã dịch vụ" }),
      { kind: "refused", said: "Sai mã dịch vụ" },
    ],
    ["neither", reply(200, {}), { kind: "unknown" }],
    ["nothing readable", reply(200, "OK"), { kind: "unknown" }],
    ["an old token", reply(403, ""), { kind: "newToken" }],
    ["too many calls", reply(429, ""), { kind: "busy" }],
  ] as const)
    it(what, () => expect(four.readCreate(answer)).to.deep.include(expected));

  it("is cancelled by the post's own number", () => {
    expect(requestOf(four.cancel!({ customerCode: "KH01", orderNumber: dossier, theirNumber: "o1" }))).to.deep.include({
      path: "/customer-partner/orderCancel",
      body: { OriginalId: "o1" },
      isSafe: false,
    });
    expect(four.cancel!({ customerCode: "KH01", orderNumber: dossier, theirNumber: null }).ok).to.equal(false);
  });
  for (const [answer, expected] of [
    [
      { Type: "00", Message: "ok" },
      { kind: "cancelled", said: "ok" },
    ],
    [
      { Type: "02", Message: "chờ duyệt", CaseId: "c9" },
      { kind: "pending", caseId: "c9", said: "chờ duyệt" },
    ],
    [
      { type: "02", message: "", caseId: 9 },
      { kind: "pending", caseId: "9", said: "" },
    ],
    [
      { Type: "05", Message: "đã lấy hàng" },
      { kind: "refused", code: "05", said: "đã lấy hàng" },
    ],
    [{ Message: "?" }, { kind: "unknown", why: "no Type in it" }],
  ] as const)
    it(`cancelling: ${JSON.stringify(answer)} is ${expected.kind}`, () =>
      expect(four.readCancel(reply(200, answer))).to.deep.equal(expected));

  it("quotes each service", () => {
    expect(requestOf(four.quote!(aPostOrder())).body).to.deep.include({ scope: 1, serviceCode: "", weight: "250" });
    const rows = [
      { serviceCode: "A", totalFee: 28500 },
      { serviceCode: "B", totalFee: "31000" },
      { serviceCode: "C", totalFee: -1 },
    ];
    expect(four.readQuote(reply(200, rows))).to.deep.equal({
      kind: "quoted",
      prices: [
        { service: "A", price: 28_500n },
        { service: "B", price: 31_000n },
      ],
    });
    expect(four.readQuote(reply(200, [])).kind).to.equal("unknown");
  });

  for (const [code, meaning] of [
    [0, "draft"],
    [1, "created"],
    [2, "passedToPostman"],
    [3, "processing"],
    [4, "pickingUp"],
    [5, "pickupAttemptFailed"],
    [6, "pickedUp"],
    [7, "receivedAtOffice"],
    [8, "pickupFailed"],
    [9, "pickupCancelled"],
    [10, "inTransit"],
    [11, "atDeliveringOffice"],
    [12, "outForDelivery"],
    [13, "forwarded"],
    [14, "delivered"],
    [15, "deliveryAttemptFailed"],
    [16, "awaitingReturn"],
    [17, "returnApproved"],
    [18, "returnStarted"],
    [19, "returned"],
    [20, "partlyReturned"],
    [21, "codPaidOut"],
    [22, "deliveryCancelled"],
    [23, "partlyDelivered"],
    [24, "returning"],
    [25, null],
    [26, null],
    [27, null],
    [28, "shippingFeePaid"],
    [29, "cancellationFeePaid"],
    [30, null],
    [50, null],
    [70, null],
    [90, null],
    [100, null],
    [101, null],
    ["constructor", null],
  ] as const)
    it(`status ${code} is ${meaning ?? "kept, and means nothing"}`, () => {
      const orders = my.readOrders(
        reply(200, [{ results: [{ itemCode: "EH1", saleOrderCode: dossier, status: code, originalID: "o1" }] }]),
      )!;
      expect(orders[0]).to.deep.include({ theirNumber: "o1" });
      expect(orders[0]!.event).to.deep.include({ code: String(code), meaning, orderNumber: dossier, waybill: "EH1" });
    });

  it("history is a list in one implementation and an object in another", () => {
    const rows = [
      { statusCode: 10, updateDate: "15/01/2026 09:31:55" },
      { statusCode: 14, updateDate: "2026-01-16T10:00:00" },
    ];
    for (const data of [rows, { history: rows }]) {
      const events = my.readHistory(reply(200, { data }), dossier)!;
      expect(events.map(({ meaning, at }) => [meaning, at?.toISOString()])).to.deep.equal([
        ["inTransit", "2026-01-15T02:31:55.000Z"],
        ["delivered", "2026-01-16T03:00:00.000Z"],
      ]);
    }
    expect(my.readHistory(reply(200, { data: { status: 14 } }), dossier)![0]).to.deep.include({
      meaning: "delivered",
      at: null,
    });
    for (const wrong of [reply(200, {}), reply(200, { data: [{}] }), reply(404, {}), reply(200, "x")])
      expect(my.readHistory(wrong, dossier)).to.equal(null);
  });
  it("is listed by day, 500 at a time", () => {
    expect(my.listRequest("", "14-01-2026", "15-01-2026", 0).path).to.equal(
      "/GetListOrder?lastUpdateFrom=14-01-2026&lastUpdateTo=15-01-2026&type=GUI&size=500&page=0",
    );
    expect(my.orderRequest("", "EH1").path).to.equal("/getOrder?type=GUI&code=EH1");
    expect(my.historyRequest("", "EH1").path).to.equal("/GetStatusHistoryOrder?type=GUI&code=EH1");
  });
});

describe("VP-4's webhook is a hint (§1.5, R9)", () => {
  const sendDate = "15/01/2026 09:31:55";
  const text = my.webhookText(sendDate, "EH000000001VN", "14");
  const body = (
    signature?: string,
    items: readonly unknown[] = [{ itemCode: "EH000000001VN", status: 14, orderHdrId: "h" }],
  ) => JSON.stringify({ data: items, sendDate, signature });
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const right = sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64");

  it("the text that is signed", () => {
    expect(text).to.equal("MYVNP15/01/2026 09:31:55EH000000001VN14");
    expect(createHash("sha256").update(text).digest("hex")).to.equal(
      "d10752cd5d3b7f89ed033969acd9a1fcc634280923ac5f6dc7e504543419d99e",
    );
  });
  it("says which waybills to ask for, and nothing more", () => {
    const many = [
      { itemCode: "EH000000001VN", status: 14 },
      { itemCode: "EH2", status: "10" },
      { itemCode: "EH2", status: "11" },
    ];
    expect(my.readWebhook(body(right, many), publicKey)).to.deep.equal({
      ...{ kind: "hint", waybills: ["EH000000001VN", "EH2"], signature: "right" },
    });
    expect(my.readWebhook(body(), null)).to.deep.equal({
      kind: "hint",
      waybills: ["EH000000001VN"],
      signature: "unproven",
    });
  });
  const forged = publicEncrypt(publicKey, Buffer.from("d1")).toString("base64");
  for (const [what, message] of [
    ["without a signature", body()],
    ["with another text's signature", body(sign("RSA-SHA256", Buffer.from("x"), privateKey).toString("base64"))],
    ["encrypted with the public key, as anybody can", body(forged)],
    ["with another status under the signature", body(right, [{ itemCode: "EH000000001VN", status: 19 }])],
  ] as const)
    it(`${what} is refused where a key is configured`, () => {
      const webhook = my.readWebhook(message, publicKey);
      expect(webhook).to.deep.equal({ kind: "badSignature" });
      expect(my.webhookAnswer(webhook, 0).status).to.equal(401);
    });
  for (const message of [
    "",
    "[]",
    "{}",
    '{"data":[],"sendDate":"x"}',
    '{"data":[{"itemCode":"E"}],"sendDate":"x"}',
    '{"data":[{"status":1}],"sendDate":"x"}',
    '{"data":{},"sendDate":"x"}',
    '{"data":[{"itemCode":"E","status":1}]}',
    '{"data":[{"itemCode":"E","status":1},7],"sendDate":"x"}',
  ])
    it(`${message || "nothing"} is malformed`, () => {
      const webhook = my.readWebhook(message, null);
      expect(webhook).to.deep.equal({ kind: "malformed" });
      expect(my.webhookAnswer(webhook, 0).status).to.equal(400);
    });
  it("is answered 200 with what was updated", () =>
    expect(my.webhookAnswer(my.readWebhook(body(), null), 1)).to.deep.equal({
      status: 200,
      body: { success: true, message: "OK", updated: 1 },
    }));
});
