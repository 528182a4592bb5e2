/** References as people type them: "CB-01" and " cb-01 " name one officer, "BL 7" and "bl  7" one receipt. */
export const plain = (text: string): string => text.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
