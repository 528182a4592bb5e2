import { expect } from "chai";
import { Command } from "commander";
import { addRegisterCommands } from "../../main/cli/register.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

describe("hub register and forms", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [walkNow.commune]);
    const token = await gateway.tokenOf("commune");
    for (const [at, name] of [
      ["2026-11-02T09:00:00+07:00", 'Công ty "Thử", Lào Cai'],
      ["2026-11-02T15:30:00+07:00", "=1+1"],
    ])
      await gateway.send("POST", "/v1/dossiers", {
        ...{ token, key: aKey() },
        body: {
          by: walkNow.commune,
          procedure: walkNow.procedure,
          applicant: {
            ...{ name, phone: "0900000001" },
            ...(name === "=1+1" ? {} : { owner: { name: "Lê Văn Chủ Thử" } }),
          },
          at,
          sets: 1,
        },
      });
  });
  after(() => gateway.close());

  async function hub(...said: string[]) {
    const answer = { out: "", err: "", exitCode: 0 };
    const program = new Command("hub").exitOverride().configureOutput({
      writeOut: (text) => (answer.out += text),
      writeErr: (text) => (answer.err += text),
    });
    addRegisterCommands(program, () => Promise.resolve(gateway.database.db));
    const { exitCode } = process;
    try {
      process.exitCode = 0;
      await program.parseAsync(said, { from: "user" });
      answer.exitCode = process.exitCode;
    } finally {
      process.exitCode = exitCode;
    }
    return answer;
  }
  const book = ["register", "--unit", "000.00.91.H38", "--year", "2026"];

  it("prints the book of a year, without persons unless they are asked for", async () => {
    expect((await hub(...book)).out).to.equal(
      [
        "H38.91  UBND xã Trạm Tấu  2026",
        "  1  H38.91-261102-0001  2026-11-02 09:00  → 2026-11-16 17:30  …  Cấp giấy phép chặt hạ, dịch chuyển cây xanh",
        "  2  H38.91-261102-0002  2026-11-02 15:30  → 2026-11-16 17:30  …  Cấp giấy phép chặt hạ, dịch chuyển cây xanh",
        "",
      ].join("\n"),
    );
    expect((await hub("register", "--unit", "H38.91", "--year", "2025")).out).to.equal(
      "H38.91  UBND xã Trạm Tấu  2025\n",
    );
  });

  it("as CSV with the columns of the form", async () => {
    const [head, first] = (await hub(...book, "--csv", "--persons")).out.split("\n");
    expect(head).to.equal(
      '\uFEFFSTT,Mã hồ sơ,Tên thủ tục hành chính,Số lượng hồ sơ (bộ),"Tên cá nhân, tổ chức",Địa chỉ,Số điện thoại,Chủ hồ sơ,Cơ quan chủ trì giải quyết,Nhận hồ sơ,Hẹn trả kết quả,Chuyển hồ sơ đến cơ quan giải quyết,Nhận kết quả từ cơ quan giải quyết,Trả kết quả,Phương thức nhận kết quả,Ký nhận,Ghi chú',
    );
    expect(first).to.equal(
      '1,H38.91-261102-0001,"Cấp giấy phép chặt hạ, dịch chuyển cây xanh",1,"Công ty ""Thử"", Lào Cai",,0900000001,Lê Văn Chủ Thử,,2026-11-02 09:00,2026-11-16 17:30,,,,,,',
    );
    const second = (await hub(...book, "--csv", "--persons")).out.split("\n")[2];
    expect(second).to.contain(",'=1+1,,0900000001,"); // never a formula
    const without = (await hub(...book, "--csv")).out;
    expect(without).not.to.contain("Thử").and.not.to.contain("0900000001").and.not.to.contain("Lê Văn Chủ Thử");
  });

  it("refuses a unit that nobody knows in a sentence", async () => {
    const { err, exitCode } = await hub("register", "--unit", "H99.99", "--year", "2026");
    expect({ err: err.split(" / ")[0], exitCode }).to.deep.equal({
      err: "Không có đơn vị mang mã “H99.99”; xem hub units show.",
      exitCode: 1,
    });
  });

  it("shows from when a set of forms counts, and takes the day that somebody has read", async () => {
    expect((await hub("forms", "show")).out).to.equal(
      [
        "2018: từ trước đến nay; Thông tư 01/2018/TT-VPCP",
        "2025: từ 2025-09-15 (chưa xác nhận); Thông tư 03/2025/TT-VPCP; ngày ký, ngày hiệu lực chưa xác nhận",
        "",
      ].join("\n"),
    );
    await hub("forms", "from", "2025", "--day", "2025-11-01", "--basis", "Điều 9 văn bản thử nghiệm");
    expect((await hub("forms", "show", "--english")).out).to.contain(
      "2025: from 2025-11-01; Điều 9 văn bản thử nghiệm\n",
    );
  });
});
