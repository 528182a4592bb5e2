import { ok } from "../reply.ts";
import { openRoute } from "../route.ts";

export const listEvidenceKeys = (
  list: () => Promise<readonly { readonly id: string; readonly publicPem: string; readonly createdAt: Date }[]>,
) =>
  openRoute("listEvidenceKeys", async () => {
    const keys = await list();
    return ok(
      { keys: keys.map(({ id, publicPem, createdAt }) => ({ id, publicPem, createdAt: createdAt.toISOString() })) },
      { "cache-control": "public, max-age=300" },
    );
  });
