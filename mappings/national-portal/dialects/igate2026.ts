import type { IgateDossier, IgateProgress, IgateStatus } from "../../../contracts/national-portal/igate2026.ts";
import { rowsIn } from "./mapi.ts";
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

/** Seen once, at a ministry: bearer token, HTTP codes that carry meaning, files by id and hash. An upload is multipart: the adapter's. */
export type IgateCall =
  | { readonly kind: "token"; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: "nextNumber"; readonly unit: string }
  | { readonly kind: "create"; readonly dossier: IgateDossier }
  | { readonly kind: "progress"; readonly rows: readonly IgateProgress[] }
  | { readonly kind: "status"; readonly rows: readonly IgateStatus[] };

export interface IgateSettings {
  readonly paths: {
    readonly token: string;
    readonly nextNumber: string;
    readonly create: string;
    readonly progress: string;
    readonly status: string;
  };
  /** Of the query, under which the unit is named. */
  readonly unitParameter: string;
  readonly token: string;
}

export function toIgate(call: IgateCall, { paths, token, unitParameter }: IgateSettings): WireRequest {
  const headers = { authorization: `Bearer ${token}` };
  switch (call.kind) {
    case "token":
      return jsonRequest(
        { method: "POST", endpoint: "auth", path: paths.token },
        { client_id: call.clientId, client_secret: call.clientSecret },
      );
    case "nextNumber":
      return jsonRequest(
        { method: "GET", endpoint: "share", path: paths.nextNumber, query: { [unitParameter]: call.unit }, headers },
        null,
      );
    case "create":
      return jsonRequest({ method: "POST", endpoint: "integration", path: paths.create, headers }, call.dossier);
    case "progress":
      return jsonRequest({ method: "POST", endpoint: "integration", path: paths.progress, headers }, call.rows);
    case "status":
      return jsonRequest({ method: "POST", endpoint: "integration", path: paths.status, headers }, call.rows);
  }
}

/** `{code,message,data}`; fees and results are taken with 5, 6 and 9 alone, so a sender leaves them out of the others. */
export function fromIgate(bytes: Uint8Array, caps: Caps = defaultCaps): Read<WireAnswer> {
  const body = readBody(bytes, caps);
  if (!body.ok) return body;
  const { code, message, data } = body.value;
  const token = isObject(data) ? data["access_token"] : undefined;
  return {
    ok: true,
    value: {
      code: scalar(code),
      message: scalar(message) ?? "",
      rows: rowsIn(data),
      session: typeof token === "string" && token !== "" ? token : null,
      whole: body.value,
    },
  };
}

/** Fees and results travel with these alone. */
const withLists: readonly string[] = ["5", "6", "9"];

export function toIgateStatus(status: IgateStatus): IgateStatus {
  if (withLists.includes(status.TrangThai)) return status;
  const { IdHoSo, MaHoSo, TrangThai, NoiDungYKien, PhongBanXuLy, NoiDungXuLy } = status;
  return { IdHoSo, MaHoSo, TrangThai, NoiDungYKien, PhongBanXuLy, NoiDungXuLy };
}
