import { readFileSync } from "node:fs";
import { joinTrust, readTrust, type Trust } from "../../mappings/signature/trust.ts";
import { StartError } from "../../platform/start-error.ts";

/** What the operator believes, and which of it believes nobody any more. */
export interface OpenedTrust {
  readonly trust: Trust;
  /** Sentences for the log at the start: which certificates have run out, in which file. */
  readonly told: readonly string[];
}

/**
 * Reads the roots that signatures in letters are held against (`trust.roots` of HUB_EDOC_FILE); intermediates may stand among them.
 * @param files PEM bundles. None: every signature is of an unknown root.
 * @param at now.
 * @throws {StartError} naming the file that cannot be read, or holds no certificate.
 */
export function openTrust(files: readonly string[], at: Date): OpenedTrust {
  const told: string[] = [];
  const read = files.map((file) => {
    const trust = readOne(file);
    for (const certificate of [...trust.roots, ...trust.intermediates])
      if (new Date(certificate.validTo) < at) told.push(expired(file, certificate.subject, certificate.validTo));
    return trust;
  });
  return { trust: joinTrust(read), told };
}

function readOne(file: string): Trust {
  try {
    return readTrust(readFileSync(file, "utf8"));
  } catch (error) {
    const why = error instanceof RangeError ? error.message : (error as NodeJS.ErrnoException).code;
    throw new StartError(
      `Không đọc được chứng thư gốc trong ${file}: ${why ?? String(error)}. Cần tệp PEM. ` +
        `/ The roots in ${file} cannot be read: ${why ?? String(error)}. A PEM file is needed.`,
    );
  }
}

const expired = (file: string, subject: string, day: string): string =>
  `Chứng thư ${subject.replaceAll("\n", ", ")} trong ${file} đã hết hạn ${day}. / The certificate has run out.`;
