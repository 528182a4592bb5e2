import axios, { isAxiosError } from "axios";
import type { HandedLink } from "../../../core/domain/handed-down.ts";
import type { FileWorld } from "../../../core/service/take-file.ts";
import type { Fetched } from "../../../core/service/take-in.ts";
import { mediaTypeOf } from "./media-type.ts";
import type { GetFile } from "../ask.ts";
import type { FetchSettings } from "./settings.ts";
import { storeFile } from "./store-file.ts";

/**
 * Fetches what lies behind a link of a packet: only from hosts that the operator named, by way of our Security Server
 * where that is named, not redirected, within size, kind and time (quirk 19). Whatever the packet writes, nothing else of
 * our network is asked. A path without a host is asked for by the portal's own service, where this hub is connected.
 */
export const makeFetchFile =
  (world: FileWorld, settings: FetchSettings, limit: number, getFile?: GetFile) =>
  async ({ field, url: text, name }: HandedLink): Promise<Fetched> => {
    const keep = async (data: Buffer): Promise<Fetched> => {
      if (data.length === 0) return { kind: "later", why: "0 byte" };
      if (data.length > limit || !settings.mediaTypes.includes(mediaTypeOf(data))) return unfit(field);
      const stored = await storeFile(world, name, data);
      return stored.ok ? { kind: "stored", file: stored.file } : { kind: "later", why: stored.code };
    };
    if (getFile && isPortalPath(text)) {
      const got = await getFile(text, AbortSignal.timeout(settings.seconds * 1000));
      if (Buffer.isBuffer(got)) return keep(got);
      return got.kind === "permanent" ? unfit(field) : { kind: "later", why: `getfile: ${got.kind}` };
    }
    const url = allowed(text, settings);
    if (typeof url === "string")
      return { kind: "fault", code: "portal-file-elsewhere", values: { field, host: url.slice(0, 100) } };
    try {
      const { data, status } = await axios.get<Buffer>(url.href, {
        responseType: "arraybuffer",
        maxRedirects: 0,
        maxContentLength: limit,
        proxy: false,
        validateStatus: () => true,
        // axios' own limit begins anew with every byte
        signal: AbortSignal.timeout(settings.seconds * 1000),
      });
      if (status !== 200) return { kind: "later", why: `HTTP ${status}` };
      return await keep(data);
    } catch (error) {
      if (!isAxiosError(error)) throw error;
      if (/maxContentLength/.test(error.message)) return unfit(field);
      return { kind: "later", why: error.code ?? "?" };
    }
  };

/** A path of the portal's own, which its service `getfile` knows; no address, and nothing of ours. */
const isPortalPath = (text: string) => /^\/(?!\/)/.test(text) && !text.split(/[/\\]/).includes("..");

const unfit = (field: string): Fetched => ({ kind: "fault", code: "portal-file-unfit", values: { field } });

/** Where to ask; text: the host that is not allowed. */
export function allowed(text: string, { hosts, rewrite }: Pick<FetchSettings, "hosts" | "rewrite">): URL | string {
  if (!URL.canParse(text)) return text.slice(0, 60);
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") return url.host || url.protocol;
  const way = Object.hasOwn(rewrite, url.host) ? rewrite[url.host] : undefined;
  if (!way) return hosts.includes(url.host) ? url : url.host;
  // set, not resolved: a path that begins with // would name a host of its own
  const there = new URL(way.base);
  there.pathname = url.pathname;
  there.search = url.search;
  // the provider's own address goes along, and the Security Server finds it
  if (!there.searchParams.has("dstcode") && way.dstcode !== undefined) there.searchParams.set("dstcode", way.dstcode);
  if (!there.searchParams.has("providerurl")) there.searchParams.set("providerurl", url.origin);
  return there;
}
