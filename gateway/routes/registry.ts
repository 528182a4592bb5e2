import type {
  browseProcedures,
  browseUnits,
  readOrganisation,
  readProcedure as readVersions,
} from "../../core/service/browse-registry.ts";
import { ok, problem } from "../reply.ts";
import { route, type Role } from "../route.ts";

const anyPartner: readonly Role[] = ["unit", "operator"];

export const listUnits = (browse: (question: Parameters<typeof browseUnits>[1]) => ReturnType<typeof browseUnits>) =>
  route("listUnits", {
    allow: anyPartner,
    handle: async ({ query }) => ok(await browse({ ...query, limit: query.limit ?? 100 })),
  });

export const readUnit = (read: (code: string) => ReturnType<typeof readOrganisation>) =>
  route("readUnit", {
    allow: anyPartner,
    async handle({ path }) {
      const found = await read(path.code);
      return found.ok ? ok(found.organisation) : problem(found, 404);
    },
  });

export const listProcedures = (
  browse: (question: Parameters<typeof browseProcedures>[1]) => ReturnType<typeof browseProcedures>,
) =>
  route("listProcedures", {
    allow: anyPartner,
    handle: async ({ query }) => ok(await browse({ ...query, limit: query.limit ?? 100 })),
  });

export const readProcedure = (read: (code: string) => ReturnType<typeof readVersions>) =>
  route("readProcedure", {
    allow: anyPartner,
    async handle({ path }) {
      const found = await read(path.code);
      return found.ok ? ok({ code: found.code, versions: found.versions }) : problem(found, 404);
    },
  });
