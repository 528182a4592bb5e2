// A worker of letters that dies by SIGKILL at a place: url of the database, url of the axis, folder, place, clock.
import { pollAxis } from "../../adapters/edoc/poll.ts";
import { workItem, workTask } from "../../adapters/edoc/work.ts";
import { openDatabase } from "../../platform/database.ts";
import { openFileFolder } from "../../platform/file-folder.ts";
import { letterClient, letterWorker } from "./letter-world.ts";

const [url = "", axisUrl = "", root = "", place = "", at = ""] = process.argv.slice(2);
const now = () => new Date(at);
const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  throw new Error("it lives on");
};
const whole = letterClient(axisUrl, now);
const client = {
  ...whole,
  updateStatus: place === "before-done" ? () => Promise.resolve(die()) : whole.updateStatus,
  send:
    place === "after-send"
      ? async (...args: Parameters<typeof whole.send>) => {
          await whole.send(...args);
          return die();
        }
      : place === "before-send"
        ? () => Promise.resolve(die())
        : whole.send,
};
const worker = letterWorker(openDatabase(url, "letter child"), await openFileFolder(root), client, now);
const { signal } = new AbortController();
await pollAxis(worker, client, signal);
while (await workItem(worker, client, signal));
while (await workTask(worker, client, signal));
process.exit(0);
