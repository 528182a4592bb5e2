import { takeInNext, type TakeInWorld } from "../../../core/service/take-in.ts";
import type { FileWorld } from "../../../core/service/take-file.ts";
import type { World } from "../../../core/service/step-taken.ts";
import type { LinkedReading } from "../../../mappings/national-portal/inbound/from-linked.ts";
import type { RequesterFields } from "../../../mappings/national-portal/inbound/from-record.ts";
import type { Log } from "../../../platform/log.ts";
import type { GetFile } from "../ask.ts";
import { makeFetchFile } from "./fetch-file.ts";
import { readKept } from "./flows.ts";
import type { InboundSettings } from "./settings.ts";
import { storeFile } from "./store-file.ts";

export function takeInWorld(
  world: World & { readonly log: Log },
  files: FileWorld,
  settings: InboundSettings,
  reading: {
    readonly linked?: LinkedReading | undefined;
    readonly requester?: RequesterFields | undefined;
    readonly getFile?: GetFile | undefined;
  } = {},
): TakeInWorld {
  const { linked, requester, getFile } = reading;
  return {
    ...world,
    read: (item) => readKept(item, settings.services, linked, world.now(), requester),
    fetchFile: makeFetchFile(files, settings.fetch, settings.fileBytes, getFile),
    async storeForm({ body, nationalCode }) {
      const stored = await storeFile(files, `${nationalCode}.json`, Buffer.from(body ?? "{}"), "application/json");
      if (!stored.ok) throw new Error(`the form of ${nationalCode} was not stored: ${stored.code}`);
      return stored.file;
    },
    receivers: settings.receivers,
  };
}

/** Looks each second for packets that wait. */
export function startTakingIn(world: TakeInWorld, pauseMs = 1_000): { readonly close: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let closing = false;
  let troubled = false;
  const isOpen = () => !closing;
  const look = async () => {
    try {
      while (isOpen() && (await takeInNext(world)));
      troubled = false;
    } catch (error) {
      if (!troubled) world.log.warn({ err: error }, "what the portal brought cannot be read; trying again");
      troubled = true;
    }
    if (isOpen())
      timer = setTimeout(() => {
        looking = look();
      }, pauseMs);
  };
  let looking = look();
  return {
    async close() {
      closing = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
