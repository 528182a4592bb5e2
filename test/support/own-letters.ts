import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import { department, interior, organOf, type LetterTestWorld } from "./letter-world.ts";

/** How others name a letter of the department. */
export const numbered = (number: string): string => `${organOf(department)},2026/11/20,${number}/SXD-VP`;
export const toInterior = [{ organ: organOf(interior), name: "Sở Nội vụ" }] as const;

/** A PDF that says these words, uploaded by the department, as a request names it. */
export async function paperOf(world: LetterTestWorld, words: string, name = `${words}.pdf`) {
  const { sha256, size } = await world.upload(department, practicePdf(words));
  return { sha256, size, name, mediaType: "application/pdf", kind: "other" };
}

/** A letter of the department, as its own system hands it in. */
export const letterBody = async (world: LetterTestWorld, but: object = {}) => ({
  ...{ number: "45", notation: "SXD-VP", issued: "2026-11-20", subject: "V/v phối hợp xác minh" },
  ...{ signer: { position: "Giám đốc", fullName: "Lê Văn Thử" }, files: [await paperOf(world, "công văn")], ...but },
});
