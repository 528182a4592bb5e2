import { slashed } from "./knobstick.ts";
import { textOf, valueOf, type EdocKind, type EdocRequest, type EdocTrouble } from "./axis.ts";

/** The REST face of a provincial platform (documents-edxml.md §5.4): a login, then a bearer and two headers of the system. */
export interface LgspKey {
  readonly systemId: string;
  readonly secret: string;
}

export interface LgspLogin {
  readonly username: string;
  readonly password: string;
  readonly applicationCode: string;
}

/** Headers of every call but the login. */
const keyed = ({ systemId, secret }: LgspKey) => ({ "X-SystemId": systemId, "X-SecretKey": secret });

export const loginRequest = ({ username, password, applicationCode }: LgspLogin): EdocRequest => ({
  method: "POST",
  path: "/v1/auth/login?allow_anonymous=true",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ username, password, applicationCode, otp: null, twoFactorProvider: null, typeObjs: [0, 1] }),
});

/** Null: none that could stand in a header. */
export function readToken(answer: unknown): string | null {
  const token = textOf(valueOf(answer, "data"), "token", "accessToken") ?? textOf(answer, "token", "accessToken");
  return token !== null && /^[\x21-\x7e]+$/.test(token) ? token : null;
}

/** Tokens live half an hour; renewed before. */
export const tokenMs = 25 * 60_000;

/** The file follows as the part `edocFile` of a form, beside `messageType`. Sender and receivers are read from the file. */
export const sendRequest = (key: LgspKey): EdocRequest => ({
  ...{ method: "POST", path: "/v1/sendEdoc", headers: keyed(key), body: null },
});

/** @param from day, `2026-11-22`. Days are all the cursor there is: the list of a day is read as long as it may grow. */
export const receivedRequest = (key: LgspKey, kind: EdocKind, from: string, to: string): EdocRequest =>
  get(key, `/v1/syncReceivedEdocList?${query({ messageType: kind, fromDate: slashed(from), toDate: slashed(to) })}`);

export const fetchRequest = (key: LgspKey, docId: string): EdocRequest => get(key, `/v1/getEdoc?${query({ docId })}`);

/** @param state the axis' own, or a business code: which one this face wants is the operator's statement. */
export const updateRequest = (key: LgspKey, docId: string, state: string): EdocRequest => ({
  method: "POST",
  path: "/v1/updateStatus",
  headers: { ...keyed(key), "Content-Type": "application/json" },
  body: JSON.stringify({ docId, status: state }),
});

export const agenciesRequest = (key: LgspKey): EdocRequest => get(key, "/v1/getAgenciesList");

const get = (key: LgspKey, path: string): EdocRequest => ({
  ...{ method: "GET", path, headers: { ...keyed(key), Accept: "application/json" }, body: null },
});

/** Days keep their slashes, as the interface's own examples have them. */
const query = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2F", "/")}`)
    .join("&");

/** What a code of this face means for the call. Its table has nine; what is not in it is a refusal, told as it stood. */
export function lgspTrouble(code: string, text: string, isRead: boolean): EdocTrouble {
  const detail = `${code}${text === "" ? "" : `: ${text}`}`;
  switch (code) {
    // SystemId or SecretKey
    case "15":
      return { kind: "retry", fault: "notLetIn", detail };
    // a fault of its own: whether the letter went on before it, it does not say
    case "20":
      return isRead ? { kind: "retry", fault: "busy", detail } : { kind: "unknown", detail };
    // 10 file, 18 receiver unknown, 19 sender not registered, 21 processing of the file, 22 form, 23 receiver locked
    default:
      return { kind: "refused", code, detail };
  }
}
