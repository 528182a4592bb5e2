import type { TokenKeys } from "../../core/service/token-keys.ts";
import { ok } from "../reply.ts";
import { openRoute } from "../route.ts";

export const listKeys = (keys: TokenKeys) =>
  openRoute("listKeys", async () => {
    await keys.current(); // the key that is about to sign is on the list
    return ok({ keys: (await keys.list()).map((key) => key.publicJwk) }, { "cache-control": "public, max-age=300" });
  });
