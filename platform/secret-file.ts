import { readFileSync, statSync } from "node:fs";

const lookEveryMs = 2_000;

/**
 * A secret that lies in a file, and is read again when the file changed: a rotation needs no restart (R18). A file that is
 * away or empty for a moment leaves the secret as it was.
 * @param now milliseconds of a clock that only goes forward.
 * @throws when it cannot be read the first time, which is now.
 */
export function openSecretFile(file: string, now: () => number = () => performance.now()): () => string {
  let kept = { secret: read(file), stamp: stampOf(file) };
  let looked = now();
  return () => {
    if (now() - looked < lookEveryMs) return kept.secret;
    looked = now();
    try {
      const stamp = stampOf(file);
      if (stamp !== kept.stamp) kept = { secret: read(file), stamp };
    } catch {
      // as it was
    }
    return kept.secret;
  };
}

function stampOf(file: string): string {
  const { mtimeMs, ino, size } = statSync(file);
  return `${mtimeMs}.${ino}.${size}`;
}

function read(file: string): string {
  const secret = readFileSync(file, "utf8").trim();
  if (secret === "") throw new Error("empty");
  return secret;
}
