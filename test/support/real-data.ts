import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder with the whole country's data beside the checkout. */
export const realData = fileURLToPath(new URL("../../../shared/data", import.meta.url));

export const hasRealData = existsSync(realData);
