import { services } from "../../../contracts/national-portal/envelope.ts";
import { dataOf, serviceOf, type PortalCall } from "./call.ts";
import {
  defaultCaps,
  isObject,
  jsonRequest,
  readBody,
  scalar,
  type Caps,
  type Read,
  type WireAnswer,
  type WireRequest,
} from "./wire.ts";

/** The session's dialect: one flat object to `/mapi/g`, or `/mapi/login`. */
export interface MapiSettings {
  /** Of the sender, in the form the portal registered (`madonvi`). */
  readonly sender: string;
  /** Whom the Security Server forwards to, `VN:GOV:000.00.00.G22:vpcpdvcprovider`. */
  readonly dstcode: string;
  readonly dstcodeIn: "query" | "header" | "both";
  /** Before `/mapi`: `/XrdAdapter/RestService/forward`, `/VXPAdapter/RestService/forward` or "". */
  readonly prefix: string;
  readonly providerUrl: string | null;
  /** Of the last login; "" for the login itself. */
  readonly session: string;
}

/** Keys stand in the order of the guide's examples; `isUpdating` is the text "True" or "False" (quirk 1). */
export function toMapi(call: PortalCall, settings: MapiSettings): WireRequest {
  const address = {
    query: {
      ...(settings.dstcodeIn !== "header" && { dstcode: settings.dstcode }),
      ...(settings.providerUrl !== null && { providerurl: settings.providerUrl }),
    },
    headers: settings.dstcodeIn === "query" ? {} : { dstcode: settings.dstcode },
  };
  if (call.kind === "login")
    return jsonRequest(
      { method: "POST", endpoint: "auth", path: `${settings.prefix}/mapi/login`, ...address },
      { username: call.username, password: call.password },
    );
  const service = serviceOf(call);
  const data = dataOf(call);
  return jsonRequest(
    {
      method: "POST",
      endpoint: service === "login" ? "auth" : services[service].endpoint,
      path: `${settings.prefix}/mapi/g`,
      ...address,
    },
    {
      session: settings.session,
      madonvi: settings.sender,
      service,
      ...(call.kind === "syncDossier" && { isUpdating: call.isUpdating ? "True" : "False" }),
      ...(call.kind === "filedStatus" && { type: "2" }),
      ...(call.kind === "lookup" && { mahoso: call.dossierCode }),
      ...(call.kind === "read" && call.parameters),
      ...(data !== undefined && { data }),
    },
  );
}

/** Codes may be numbers or text; the rows are in `result`, in `result.data` or in `data`. */
export function fromMapi(bytes: Uint8Array, caps: Caps = defaultCaps): Read<WireAnswer> {
  const body = readBody(bytes, caps);
  if (!body.ok) return body;
  const { error_code: code, message, session, result, data } = body.value;
  return {
    ok: true,
    value: {
      code: scalar(code),
      message: scalar(message) ?? "",
      rows: rowsIn(result) ?? rowsIn(data),
      session: typeof session === "string" && session !== "" ? session : null,
      whole: body.value,
    },
  };
}

export function rowsIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value as unknown[];
  if (isObject(value) && Array.isArray(value["data"])) return value["data"] as unknown[];
  return null;
}
