import type { GatewaySettings } from "../../../contracts/payment/connection.ts";
import { newOrder, type Counterparty, type Order, type Twist } from "./counterparty.ts";
import { dashedStamp, hmac, joined, md5, sha256, stamp, type Message } from "./signing.ts";

type Of<Kind extends GatewaySettings["profile"]> = Extract<GatewaySettings, { readonly profile: Kind }>;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const statusOf = (order: Order, twist: Twist): Order["status"] => twist.outcome ?? order.status;
const amountOf = (order: Order, twist: Twist): string => twist.amount ?? String(order.amount);
const post = (body: Message, path = ""): ReturnType<NonNullable<Counterparty["notify"]>> => ({
  ...{ method: "POST", path, query: "", body },
});

/** National payment platform 1.0.6 (facts §2): SHA-256, the secret last. */
function payPlatform({ partner, secrets: [secret] }: Of<"payplatform">): Counterparty {
  const init =
    "LoaiBanTin PhienBan MaDoiTac MaThamChieu SoTien LoaiHinhThanhToan MaKenhThanhToan MaThietBi NgonNgu MaTienTe MaNganHang ThongTinGiaoDich ThoiGianGD Ip".split(
      " ",
    );
  const asked = "LoaiBanTin PhienBan MaDoiTac MaThamChieu ThoiGianGD".split(" ");
  const result =
    "LoaiBanTin MaLoi MaDoiTac MaThamChieu SoTien MaTienTe MaGiaoDich MaNganHang ThoiGianGD ThongTinGiaoDich".split(
      " ",
    );
  const sign = (message: Message, names: readonly string[]) => sha256(`${joined(message, names)}|${secret}`);
  const resultOf = (order: Order, twist: Twist, now: Date, kind: string): Message => {
    const said = {
      LoaiBanTin: kind,
      MaLoi: { paid: "00", failed: "24", waiting: "", reversed: "04", strange: "77" }[statusOf(order, twist)],
      MaDoiTac: partner,
      MaThamChieu: twist.reference ?? order.reference,
      SoTien: amountOf(order, twist),
      MaTienTe: "VND",
      MaGiaoDich: twist.number ?? order.number ?? "",
      MaNganHang: "VCB",
      ThoiGianGD: stamp(twist.at ?? now),
      ThongTinGiaoDich: "Nop phi",
    };
    return { ...said, MaXacThuc: sign(said, result) };
  };
  return {
    endpoints: { init: "/init", query: "/query", bill: "/bill" },
    answer(path, _query, body, orders, now) {
      if (!body || !["/init", "/query", "/bill"].includes(path)) return undefined;
      const isInit = path === "/init";
      if (sign(body, isInit ? init : asked) !== body["MaXacThuc"] || body["MaDoiTac"] !== partner)
        return { MaLoi: "97", MoTaLoi: "Sai ma xac thuc" };
      const reference = text(body["MaThamChieu"]);
      if (isInit) {
        if (orders.has(reference)) return { MaLoi: "03", MoTaLoi: "Ma tham chieu da co" };
        if (!/^[1-9]\d*$/.test(text(body["SoTien"])) || !body["ThongTinBienLai"])
          return { MaLoi: "02", MoTaLoi: "Sai" };
        orders.set(reference, newOrder(reference, BigInt(text(body["SoTien"])), text(body["ThoiGianGD"])));
        const said = { MaLoi: "00", MoTaLoi: "OK", UrlThanhToan: `https://platform.example/pay/${reference}` };
        return { ...said, MaXacThuc: sha256(`${Object.values(said).join("|")}|${secret}`) };
      }
      const order = orders.get(reference);
      if (!order) return { MaLoi: "05", MoTaLoi: "Khong thay" };
      if (path === "/bill") {
        if (order.status !== "paid") return { MaLoi: "05" };
        if (order.receipt === "pdf") return "pdf";
        return {
          ...{ MaLoi: "00", UrlBienLai: `https://platform.example/bill/${reference}` },
          ...{ SoBienLai: "0000123", KyHieuBienLai: "BL/26E", NgayBienLai: "16/11/2026" },
          TrangThaiBienLai: order.receipt === "cancelled" ? "HUY" : "",
        };
      }
      const state = { paid: "1", failed: "4", waiting: "3", reversed: "4", strange: "9" }[order.status];
      return { ...resultOf(order, {}, now, "QUERY"), TrangThaiGD: state };
    },
    notify: (order, twist, now) => post({ ...resultOf(order, twist, now, "CONFIRM"), ...twist.unsigned }),
  };
}

/** VNPT Pay 1.0.6 (facts §3). */
function vnptPay(settings: Of<"vnptpay">): Counterparty {
  const [secret] = settings.secrets;
  const init =
    "ACTION VERSION MERCHANT_SERVICE_ID AGENCY_ID MERCHANT_ORDER_ID SERVICE_ID AMOUNT DEVICE LOCALE CURRENCY_CODE PAYMENT_METHOD DESCRIPTION CREATE_DATE CLIENT_IP".split(
      " ",
    );
  const query = "ACTION VERSION MERCHANT_SERVICE_ID MERCHANT_ORDER_ID CREATE_DATE".split(" ");
  const confirm =
    "ACTION RESPONSE_CODE MERCHANT_SERVICE_ID MERCHANT_ORDER_ID AMOUNT CURRENCY_CODE VNPTPAY_TRANSACTION_ID PAYMENT_METHOD PAY_DATE ADDITIONAL_INFO".split(
      " ",
    );
  const sign = (message: Message, names: readonly string[]) => sha256(`${joined(message, names)}|${secret}`);
  return {
    endpoints: { init: "/init_m_merch", query: "/query" },
    answer(path, _query, body, orders, now) {
      if (!body) return undefined;
      const reference = text(body["MERCHANT_ORDER_ID"]);
      if (path === "/init_m_merch") {
        if (sign(body, init) !== body["SECURE_CODE"]) return { RESPONSE_CODE: "07", DESCRIPTION: "bad signature" };
        if (orders.has(reference)) return { RESPONSE_CODE: "03", DESCRIPTION: "exists" };
        orders.set(reference, newOrder(reference, BigInt(text(body["AMOUNT"])), text(body["CREATE_DATE"])));
        const said = { RESPONSE_CODE: "00", DESCRIPTION: "ok", REDIRECT_URL: `https://vnptpay.example/${reference}` };
        return { ...said, SECURE_CODE: sign(said, ["RESPONSE_CODE", "DESCRIPTION", "REDIRECT_URL"]) };
      }
      if (path !== "/query") return undefined;
      if (sign(body, query) !== body["SECURE_CODE"]) return { RESPONSE_CODE: "07", DESCRIPTION: "bad signature" };
      const order = orders.get(reference);
      if (!order) return { RESPONSE_CODE: "05", DESCRIPTION: "not found" };
      const said = {
        RESPONSE_CODE: "00",
        MERCHANT_ORDER_ID: reference,
        AMOUNT: String(order.amount),
        TRANS_STATUS: order.status,
        VNPTPAY_TRANSACTION_ID: order.number ?? "",
        PAY_DATE: stamp(now),
        CURRENCY_CODE: "VND",
      };
      return settings.queryStatus ? { ...said, SECURE_CODE: sign(said, settings.queryStatus.order) } : said;
    },
    notify(order, twist, now) {
      const said = {
        ACTION: "CONFIRM",
        RESPONSE_CODE: { paid: "00", failed: "01", waiting: "", reversed: "", strange: "55" }[statusOf(order, twist)],
        MERCHANT_SERVICE_ID: settings.merchantService,
        MERCHANT_ORDER_ID: twist.reference ?? order.reference,
        AMOUNT: amountOf(order, twist),
        CURRENCY_CODE: "VND",
        VNPTPAY_TRANSACTION_ID: twist.number ?? order.number ?? "",
        PAYMENT_METHOD: "VNPTPAY",
        PAY_DATE: stamp(twist.at ?? now),
        ADDITIONAL_INFO: "",
      };
      return post({ ...said, SECURE_CODE: sign(said, confirm), ...twist.unsigned });
    },
  };
}

/** KeyPay v1 (facts §4.1): redirects and a question whose codes nobody knows; it calls nobody. */
function keyPay1({ hash, secrets: [secret] }: Of<"keypay1">): Counterparty {
  const sign = (values: string) => (hash === "md5" ? md5 : sha256)(`${secret}${values}`).toUpperCase();
  const names =
    "command country_code currency_code current_locale good_code merchant_code merchant_trans_id net_cost return_url service_code ship_fee tax version".split(
      " ",
    );
  return {
    endpoints: { pay: "/pay", query: "/QuerryBillStatus" },
    answer(path, query, _body, orders, now) {
      const fields = Object.fromEntries(new URLSearchParams(query));
      const reference = fields["merchant_trans_id"] ?? "";
      if (path === "/pay") {
        if (sign(names.map((name) => fields[name] ?? "").join("")) !== fields["secure_hash"]) return { error: "hash" };
        orders.set(reference, newOrder(reference, BigInt(fields["net_cost"] ?? "0"), stamp(now)));
        return { page: "pay" };
      }
      if (path !== "/QuerryBillStatus") return undefined;
      return { response_code: orders.get(reference)?.status === "paid" ? "00" : "01" };
    },
    notify: null,
  };
}

/** KeyPay v3 (facts §4.2): HMAC-SHA256, another key for callbacks; `status` is not signed. */
function keyPay3(settings: Of<"keypay3">): Counterparty {
  const payment = "addition_fee client_id command trans_amount transaction_id version".split(" ");
  const paid = settings.meaning === "dvcqg" ? "0" : "2";
  const sign = (key: string, message: Message, names: readonly string[]) => hmac("sha256", key, joined(message, names));
  const [ours, theirs] = [settings.requestSecrets[0], settings.callbackSecrets[0]];
  const codeOf = (status: Order["status"]) =>
    ({ paid, failed: "8", waiting: "1", reversed: "7", strange: "9" })[status];
  const wrong = { return_code: -1, return_msg: "check_sum" };
  return {
    endpoints: { pay: "/pay", query: "/detail", refund: "/refund", refundQuery: "/refund-detail" },
    answer(path, _query, body, orders) {
      if (!body) return undefined;
      const reference = text(body["transaction_id"]);
      const order = orders.get(reference);
      switch (path) {
        case "/pay":
          if (sign(ours, body, payment) !== body["check_sum"] || !body["bill_info"]) return wrong;
          if (order) return { return_code: -2, return_msg: "exists" };
          orders.set(reference, newOrder(reference, BigInt(text(body["trans_amount"])), ""));
          return { return_code: 0, [settings.redirectField]: `https://keypay.example/${reference}` };
        case "/detail":
          if (sign(ours, body, ["client_id", "command", "transaction_id"]) !== body["check_sum"]) return wrong;
          if (!order) return { return_code: -3, return_msg: "not found" };
          return { transaction_id: reference, trans_amount: String(order.amount), status: codeOf(order.status) };
        case "/refund": {
          const names = ["amount", "client_id", "command", "reason", "transaction_id"];
          if (sign(ours, body, names) !== body["check_sum"] || order?.status !== "paid") return wrong;
          const amount = BigInt(text(body["amount"]));
          order.refunds.set(`RF${order.refunds.size + 1}`, amount);
          order.refunded += amount;
          return { return_code: 0, transaction_refund_code: `RF${reference}` };
        }
        case "/refund-detail":
          return { return_code: 0 };
        default:
          return undefined;
      }
    },
    notify(order, twist) {
      const said = {
        addition_fee: "0",
        client_id: settings.client,
        command: "PAY",
        trans_amount: amountOf(order, twist),
        transaction_id: twist.reference ?? order.reference,
        version: "3.0",
      };
      const status = codeOf(statusOf(order, twist));
      return post({ ...said, status, check_sum: sign(theirs, said, payment), ...twist.unsigned });
    },
  };
}

/** ViettelPay (facts §4.3): HMAC-SHA1 without separators; neither amount nor payment_status of a result is signed. */
function viettelPay({ merchant, accessCode, secrets: [secret] }: Of<"viettelpay">): Counterparty {
  const sign = (values: readonly string[]) => hmac("sha1", secret, [accessCode, ...values].join(""));
  return {
    endpoints: {},
    answer: () => undefined,
    notify(order, twist) {
      const status = statusOf(order, twist);
      const reference = twist.reference ?? order.reference;
      const error = status === "strange" ? "77" : "00";
      return post(
        {
          ...{ billcode: reference, merchant_code: merchant, order_id: reference, error_code: error },
          ...{ payment_status: status === "paid" ? "1" : "0", trans_amount: amountOf(order, twist) },
          vt_transaction_id: twist.number ?? order.number ?? "",
          check_sum: sign([error, merchant, reference]),
          ...twist.unsigned,
        },
        "/result",
      );
    },
    inquire: (key, amount) =>
      post(
        {
          ...{ billcode: key, merchant_code: merchant, order_id: key },
          check_sum: sign([key, merchant, key, String(amount ?? "")]),
        },
        "/confirm",
      ),
  };
}

/** VNPAY 2.1.0 (facts §5): HMAC-SHA512 over everything, amounts in hundredths. */
function vnpay({ terminal, secrets: [secret] }: Of<"vnpay">): Counterparty {
  const encode = (value: string) => new URLSearchParams([["x", value]]).toString().slice(2);
  const signedQuery = (fields: Readonly<Record<string, string>>) => {
    const pairs = Object.entries(fields)
      .filter(([, value]) => value !== "")
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    const signed = pairs.map(([name, value]) => `${name}=${encode(value)}`).join("&");
    return `${signed}&vnp_SecureHash=${hmac("sha512", secret, signed)}`;
  };
  const names = (list: string) => list.split(" ").map((name) => `vnp_${name}`);
  const query = names("RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo");
  const refund = names(
    "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate CreateBy CreateDate IpAddr OrderInfo",
  );
  const queryReply = names(
    "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount",
  );
  const refundReply = queryReply.slice(0, 13);
  const reply = (said: Message, list: readonly string[]) => ({
    ...said,
    vnp_SecureHash: hmac("sha512", secret, joined(said, list)),
  });
  const states = { paid: "00", failed: "02", waiting: "01", reversed: "04", strange: "88" };
  return {
    endpoints: { pay: "/vpcpay.html", api: "/transaction" },
    answer(path, given, body, orders, now) {
      if (path === "/vpcpay.html") {
        const fields = Object.fromEntries(new URLSearchParams(given));
        const { vnp_SecureHash: hash, ...rest } = fields;
        if (!signedQuery(rest).endsWith(`&vnp_SecureHash=${hash ?? ""}`)) return { code: "70" };
        const reference = fields["vnp_TxnRef"] ?? "";
        const amount = BigInt(fields["vnp_Amount"] ?? "0") / 100n;
        orders.set(reference, newOrder(reference, amount, fields["vnp_CreateDate"] ?? ""));
        return { page: "pay" };
      }
      if (path !== "/transaction" || !body) return undefined;
      const isRefund = body["vnp_Command"] === "refund";
      const reference = text(body["vnp_TxnRef"]);
      const order = orders.get(reference);
      const common = {
        vnp_ResponseId: `R${String(body["vnp_RequestId"])}`,
        vnp_Command: body["vnp_Command"],
        vnp_TmnCode: terminal,
        vnp_TxnRef: reference,
      };
      const list = isRefund ? refundReply : queryReply;
      if (hmac("sha512", secret, joined(body, isRefund ? refund : query)) !== body["vnp_SecureHash"])
        return reply({ ...common, vnp_ResponseCode: "97", vnp_Message: "checksum" }, list);
      if (!order || order.askedAt !== body["vnp_TransactionDate"])
        return reply({ ...common, vnp_ResponseCode: "91", vnp_Message: "not found" }, list);
      const about = {
        vnp_BankCode: "NCB",
        vnp_PayDate: order.number ? stamp(now) : "",
        vnp_TransactionNo: order.number ?? "0",
        vnp_OrderInfo: "Nop phi",
      };
      if (!isRefund)
        return reply(
          {
            ...{ ...common, ...about, vnp_ResponseCode: "00", vnp_Message: "ok", vnp_TransactionType: "01" },
            ...{ vnp_Amount: String(order.amount * 100n), vnp_TransactionStatus: states[order.status] },
            ...{ vnp_PromotionCode: "", vnp_PromotionAmount: "" },
          },
          list,
        );
      const said = (code: string) => reply({ ...common, vnp_ResponseCode: code, vnp_Message: code }, list);
      const amount = BigInt(text(body["vnp_Amount"])) / 100n;
      if (order.refunds.has(text(body["vnp_RequestId"]))) return said("94");
      if (order.status !== "paid" || order.refunded + amount > order.amount) return said("95");
      order.refunds.set(text(body["vnp_RequestId"]), amount);
      order.refunded += amount;
      return reply(
        {
          ...{ ...common, ...about, vnp_ResponseCode: "00", vnp_Message: "ok" },
          ...{
            vnp_Amount: body["vnp_Amount"],
            vnp_TransactionType: body["vnp_TransactionType"],
            vnp_TransactionStatus: "00",
          },
        },
        list,
      );
    },
    notify(order, twist, now) {
      const status = statusOf(order, twist);
      const fields: Record<string, string> = {
        vnp_TmnCode: terminal,
        vnp_Amount: twist.amount ?? String(order.amount * 100n),
        vnp_BankCode: "NCB",
        vnp_BankTranNo: "VNP1",
        vnp_CardType: "ATM",
        vnp_PayDate: stamp(twist.at ?? now),
        vnp_OrderInfo: "Nop phi",
        vnp_TransactionNo: twist.number ?? order.number ?? "0",
        vnp_ResponseCode: { paid: "00", failed: "24", waiting: "99", reversed: "00", strange: "07" }[status],
        vnp_TransactionStatus: states[status],
        vnp_TxnRef: twist.reference ?? order.reference,
      };
      const more = Object.entries(twist.unsigned ?? {}).map(([name, value]) => `&${name}=${encode(String(value))}`);
      return { method: "GET", path: "", query: signedQuery(fields) + more.join(""), body: null };
    },
  };
}

/** Vietcombank's bill collection (facts §6): it asks, then says; its signature covers channel and reference alone. */
function vietcombank({ provider, service, hash, secrets: [secret] }: Of<"vietcombank">): Counterparty {
  const sign = (values: readonly string[]) => (hash === "md5" ? md5 : sha256)([...values, secret].join("|"));
  let calls = 0;
  const context = (now: Date) => {
    const channelRefNumber = `${stamp(now)}${String((calls += 1)).padStart(3, "0")}`;
    return {
      context: { channelId: "6014", channelRefNumber, requestDateTime: dashedStamp(now) },
      signature: sign(["6014", channelRefNumber]),
    };
  };
  return {
    endpoints: {},
    answer: () => undefined,
    notify(order, twist, now) {
      const reference = twist.reference ?? order.reference;
      const amount = amountOf(order, twist);
      return post(
        {
          ...context(twist.at ?? now),
          payload: {
            ...{ customerCode: reference, providerId: provider, serviceId: service },
            ...{ bills: [{ billId: reference, amount }], totalPaymentAmount: amount, paymentMode: "A" },
            internalTransactionRefNo: twist.number ?? order.number ?? "",
          },
          ...twist.unsigned,
        },
        "/Payment",
      );
    },
    inquire: (key, _amount, now) =>
      post({ ...context(now), payload: { customerCode: key, providerId: provider, serviceId: service } }, "/Inquiry"),
  };
}

export function makeCounterparty(settings: GatewaySettings): Counterparty {
  switch (settings.profile) {
    case "payplatform":
      return payPlatform(settings);
    case "vnptpay":
      return vnptPay(settings);
    case "keypay1":
      return keyPay1(settings);
    case "keypay3":
      return keyPay3(settings);
    case "viettelpay":
      return viettelPay(settings);
    case "vnpay":
      return vnpay(settings);
    case "vietcombank":
      return vietcombank(settings);
  }
}
