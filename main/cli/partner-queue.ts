import { join } from "node:path";
import type { Command } from "commander";
import { giveAnotherChance } from "../../bus/circuit.ts";
import { openManagement, vhostOf } from "../../bus/management.ts";
import { reopenParked } from "../../bus/parked.ts";
import { findAccess, settleAccess } from "../../bus/unit-access.ts";
import { takeBackQueued } from "../../bus/unit-queue.ts";
import { subscribe } from "../../core/service/subscribe.ts";
import { findPartner } from "../../core/store/partners.ts";
import { readConfig, type Config } from "../../platform/config.ts";
import type { Database } from "../../platform/database.ts";
import { openMasterKey } from "../../platform/master-key.ts";
import { StartError } from "../../platform/start-error.ts";

type Settings = Pick<Config, "amqpUrl" | "amqpManagementUrl" | "masterKeyFile" | "dataDir">;

/** `hub partners queue`: gives a partner its queue and user in RabbitMQ, renews its password, or takes them away. */
export function addPartnerQueueCommand(
  partners: Command,
  open: () => Promise<Database>,
  settings: () => Settings = readConfig,
): void {
  partners
    .command("queue")
    .description("hàng đợi RabbitMQ riêng của đối tác / the partner's own RabbitMQ queue")
    .argument("<id>", "tên ngắn / short name")
    .option(
      "--rotate",
      "mật khẩu mới, mật khẩu cũ còn dùng được 24 giờ / a new password; the old one works for 24 hours",
    )
    .option("--off", "thu hồi, chuyển sang hộp thư / taken away; the partner reads its inbox")
    .action(async (id: string, { rotate = false, off = false }: { rotate?: boolean; off?: boolean }) => {
      const { amqpUrl, amqpManagementUrl, masterKeyFile, dataDir } = settings();
      if (amqpUrl === undefined || amqpManagementUrl === undefined)
        throw new StartError(
          "Cần AMQP_URL và AMQP_MANAGEMENT_URL, như của trục đang chạy. " +
            "/ AMQP_URL and AMQP_MANAGEMENT_URL are needed, the same as the running hub's.",
        );
      const db = await open();
      const partner = await findPartner(db, id);
      if (!partner || partner.disabled)
        throw new StartError(
          `Không có đối tác ${id} đang hoạt động; xem: hub partners list. / There is no active partner ${id}; see hub partners list.`,
        );
      const key = await openMasterKey(db, masterKeyFile ?? join(dataDir, "master.key"));
      const chosen = await subscribe(
        {
          db,
          mayReach: () => true,
          hasQueues: true,
          async reopenRefused(tx, partnerId) {
            await giveAnotherChance(tx, partnerId, "subscription");
            await takeBackQueued(tx, partnerId);
            return reopenParked(tx, { partner: partnerId }, "subscription", "hub partners queue");
          },
        },
        id,
        { channel: off ? "inbox" : "amqp", rotateSecret: rotate },
      );
      if (!chosen.ok) throw new StartError(chosen.code);
      await settleAccess(db, openManagement(amqpManagementUrl, vhostOf(amqpUrl)), key.amqpPasswordOf);
      const access = await findAccess(db, id);
      if (!access) {
        console.log(`${id}: đã thu hồi hàng đợi / the queue is taken away`);
        return;
      }
      console.log(`queue     ${access.queue}`);
      console.log(`user      ${access.user}`);
      console.log(`password  ${key.amqpPasswordOf(id, chosen.subscription.secretVersion)}`);
      console.log(`state     ${access.state}${access.problem === null ? "" : `: ${access.problem}`}`);
    });
}
