import cliProgress from "cli-progress";
import type { OnProgress } from "../../core/service/import-report.ts";

export interface Progress {
  readonly onProgress: OnProgress;
  readonly stop: () => void;
}

/** Shows how far long work is: a bar on the terminal, without one a line at each quarter. */
export const openProgress = (title: string, terminal: NodeJS.WriteStream, write: (line: string) => void): Progress =>
  terminal.isTTY ? bar(title, terminal) : lines(title, write);

/** For output that a program reads. */
export const noProgress: Progress = { onProgress: () => undefined, stop: () => undefined };

function bar(title: string, to: NodeJS.WriteStream): Progress {
  const shown = new cliProgress.SingleBar(
    { format: `${title} [{bar}] {percentage}%`, stream: to, hideCursor: true, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  shown.start(1, 0);
  return {
    onProgress: (done, total) => {
      shown.setTotal(total);
      shown.update(done);
    },
    stop: () => shown.stop(),
  };
}

function lines(title: string, write: (line: string) => void): Progress {
  let quarter = 0;
  return {
    onProgress: (done, total) => {
      const reached = total > 0 ? Math.floor((4 * done) / total) : 4;
      if (reached <= quarter) return;
      quarter = reached;
      write(`${title} ${25 * quarter}%\n`);
    },
    stop: () => undefined,
  };
}
