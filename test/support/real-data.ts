import { existsSync } from "node:fs";
import { fromRoot } from "../../platform/root.ts";

/** The folder with the whole country's data beside the checkout. */
export const realData = fromRoot("..", "shared", "data");

export const hasRealData = existsSync(realData);
