import type { Forecast } from "../../bus/ledger.ts";
import { ok } from "../reply.ts";
import { route } from "../route.ts";

export const readForecast = (forecast: () => Promise<readonly Forecast[]>) =>
  route("readForecast", {
    allow: ["operator"],
    handle: async () => ok({ items: await forecast() }),
  });
