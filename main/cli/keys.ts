import { join } from "node:path";
import type { Command } from "commander";
import { endWebhookSecrets } from "../../core/store/partners.ts";
import { readConfig } from "../../platform/config.ts";
import { openDatabase } from "../../platform/database.ts";
import { replaceMasterKey } from "../../platform/master-key.ts";

/** `hub keys replace`: the way on when the master key is lost and no backup has it. */
export function addKeysCommand(
  program: Command,
  openOwner: () => Promise<string>,
  keyFile = () => {
    const { masterKeyFile, dataDir } = readConfig();
    return masterKeyFile ?? join(dataDir, "master.key");
  },
): void {
  const keys = program.command("keys").description("khóa chính / the master key");

  keys
    .command("replace")
    .description(
      "thay khóa chính đã mất; mọi bí mật webhook đổi theo / replaces a lost master key and every webhook secret",
    )
    .action(async () => {
      const file = keyFile();
      const db = openDatabase(await openOwner(), "hub keys", 1, "hub_owner");
      try {
        const told = await db.transaction().execute(async (tx) => {
          await replaceMasterKey(tx, file);
          return endWebhookSecrets(tx);
        });
        console.log(`Khóa chính mới / new master key: ${file}`);
        console.log(
          "1. Sao lưu tệp này và chép sang mọi máy của trục. / Back this file up and copy it to every machine of the hub.",
        );
        console.log("2. Khởi động lại mọi tiến trình của trục. / Restart every process of the hub.");
        if (told.length === 0)
          console.log("3. Không đơn vị nào dùng webhook: xong. / No unit has a webhook: that is all.");
        else
          console.log(
            '3. Báo từng đơn vị dưới đây gọi PUT /v1/subscription với "rotateSecret": true và nhập bí mật nhận được; ' +
              "cho đến lúc đó tin gửi tới họ mang chữ ký họ không nhận ra. " +
              '/ Let every unit below call PUT /v1/subscription with "rotateSecret": true and enter the secret it is given; ' +
              "until then it does not know the signatures of its messages:",
          );
        for (const id of told) console.log(`   ${id}`);
      } finally {
        await db.destroy();
      }
    });
}
