import { openRoute } from "../route.ts";

/** The process runs; nothing else is asked. */
export const checkAlive = () =>
  openRoute("checkAlive", () => Promise.resolve({ status: 200, body: { status: "ok", checks: { process: "ok" } } }));
