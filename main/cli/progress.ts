import cliProgress from "cli-progress";
import type { OnProgress } from "../../core/service/import-report.ts";

export interface Progress {
  readonly onProgress: OnProgress;
  readonly stop: () => void;
}

/** Shows how far long work is: a bar on a terminal, elsewhere a line at each quarter. Nothing when `quiet`. */
export function openProgress(title: string, to: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet) return { onProgress: () => undefined, stop: () => undefined };
  return to.isTTY ? bar(title, to) : lines(title, to);
}

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

function lines(title: string, to: NodeJS.WriteStream): Progress {
  let quarter = 0;
  return {
    onProgress: (done, total) => {
      const reached = total > 0 ? Math.floor((4 * done) / total) : 4;
      if (reached <= quarter) return;
      quarter = reached;
      to.write(`${title} ${25 * quarter}%\n`);
    },
    stop: () => undefined,
  };
}
