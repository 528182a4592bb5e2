import { Command } from "commander";

/** Runs a command of the command line in this process. @returns what it printed; a refusal is thrown. */
export async function command(add: (program: Command) => void, ...words: string[]): Promise<string> {
  const program = new Command("hub")
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  add(program);
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => lines.push(line);
  try {
    await program.parseAsync(words, { from: "user" });
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

/** The English half of the sentence with which something is refused. */
export const refusalOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => "was not refused",
    (error: unknown) => (error as Error).message.split(" / ")[1],
  );
