import { XMLValidator } from "fast-xml-parser";

/** Asked before parsing: fast-xml-parser forgives what its validator does not, a truncated document among it. */
// its successor (fast-xml-validator) is a package of its own, with the same rules, and not among ours
// eslint-disable-next-line @typescript-eslint/no-deprecated
export const isWellFormed = (xml: string): boolean => XMLValidator.validate(xml) === true;
