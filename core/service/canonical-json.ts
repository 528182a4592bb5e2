import { createHash } from "node:crypto";

/** JSON with keys in order, so that the order of writing makes no difference. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === "bigint"
      ? String(item)
      : typeof item === "object" && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
  );

export const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");
