import { feedPortal, type PortalFeed } from "../../core/service/feed-portal.ts";
import type { Log } from "../../platform/log.ts";

export interface Feeder {
  /** Lets the look that is under way end. */
  readonly close: () => Promise<void>;
}

const everyMs = 1_000;

/**
 * Looks each second for what history owes the portal. The steps themselves wake nobody: the law allows minutes, and a
 * look at an index costs less than a notice with every step.
 */
export function startFeeder(
  world: Parameters<typeof feedPortal>[0] & { readonly log: Log },
  feed: PortalFeed,
  pauseMs = everyMs,
): Feeder {
  let timer: NodeJS.Timeout | undefined;
  let closing = false;
  let troubled = false;
  const isOpen = () => !closing;

  const look = async () => {
    try {
      for (let more = true; more && isOpen();) ({ more } = await feedPortal(world, feed));
      troubled = false;
    } catch (error) {
      if (!troubled) world.log.warn({ err: error }, "what the portal is owed cannot be read; trying again");
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
