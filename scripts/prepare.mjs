// What npm start, npm test and the command line need before the hub's own code can run. Nothing but Node itself.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { chmod, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...path) => join(root, ...path);

/** It cannot go on; the message is one sentence with the remedy. */
/** Of Node, for a process of the hub in service: told why in docs/operating.md. */
export const heap = ["--max-old-space-size=512", "--max-semi-space-size=8"];

export class PrepareError extends Error {}

/** Runs that, and ends the process with one sentence instead of a stack when the machine is not ready for it. */
export async function orSay(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new PrepareError(
      `Trục cần Node 20.19 trở lên, máy này có ${version}: hãy cài Node mới từ https://nodejs.org. ` +
        `/ The hub needs Node 20.19 or newer, and this is ${version}: install a current Node from https://nodejs.org.`,
    );
}

/** Installs the packages unless those of package-lock.json are all there. */
export async function install() {
  if (isInstalled()) return;
  console.log(
    "Đang cài các gói từ kho npm (khoảng một phút, chỉ lần này) … / Installing packages from the npm registry (about a minute, only this time) …",
  );
  // the build needs the development packages, also where NODE_ENV=production is set
  const command = existsSync(at("package-lock.json")) ? "ci" : "install";
  const { code, output } = await run(...npm([command, "--include=dev", "--no-fund", "--no-audit"]));
  if (code === 0) return;
  const said = output.split(/^npm error (?:Clean install a project|A complete log)/m, 1)[0] ?? output;
  console.error(said.trim().split("\n").slice(-20).join("\n"));
  const { vi, en } = whyNotInstalled(output);
  throw new PrepareError(
    `Không cài được các gói: ${vi} rồi thử lại. / The packages could not be installed: ${en} and try again.`,
  );
}

function whyNotInstalled(output) {
  if (/ENOSPC|no space left/i.test(output))
    return {
      vi: `đĩa chứa ${root} đã đầy: giải phóng ít nhất 1 GB`,
      en: `the disk of ${root} is full: free some space (1 GB or more)`,
    };
  if (/EACCES|EPERM|EROFS/.test(output))
    return {
      vi: `không ghi được vào thư mục ${root}: tự cấp quyền ghi`,
      en: `the folder ${root} may not be written: give yourself the right to`,
    };
  if (/EUSAGE/.test(output))
    return {
      vi: "package-lock.json không khớp package.json: lấy cả hai từ cùng một phiên bản",
      en: "package-lock.json does not fit package.json: get both from the same version",
    };
  return {
    vi: "các dòng trên nói lý do; kiểm tra máy này tới được kho npm",
    en: "the lines above say why; check that this machine reaches the npm registry",
  };
}

/** npm writes its own list last, so an interrupted installation does not count as one. */
export function isInstalled() {
  // a link is a developer's own arrangement: never touched
  if (lstatSync(at("node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) return true;
  const wanted = readJson(at("package-lock.json"));
  const there = readJson(at("node_modules", ".package-lock.json"));
  if (!there) return false;
  if (!wanted) return true;
  return Object.entries(wanted.packages).every(
    ([path, { version, optional }]) =>
      path === "" || there.packages[path]?.version === version || (optional && !there.packages[path]),
  );
}

/** Compiles to dist/ when a source is not the one it was built from. The new build appears complete or not at all. */
export async function build() {
  const stamp = sourcesHash();
  if (isBuiltFrom(stamp)) return;
  console.log("Đang dựng … / Building …");
  const fresh = `dist.new-${process.pid}`;
  const old = `dist.old-${process.pid}`;
  try {
    const tsc = at("node_modules", "typescript", "bin", "tsc");
    const { code, output } = await run(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", fresh]);
    if (code !== 0) {
      console.error(output.trim());
      throw new PrepareError(
        "Không dựng được trục; các dòng trên nói lý do. / The hub could not be built; the lines above say why.",
      );
    }
    await writeFile(at(fresh, ".sources"), stamp);
    if (existsSync(at("dist"))) await rename(at("dist"), at(old));
    await rename(at(fresh), at("dist"));
  } catch (error) {
    if (isBuiltFrom(stamp)) return; // another start was quicker
    if (error.code === "ENOSPC")
      throw new PrepareError(
        `Đĩa chứa ${root} đã đầy: giải phóng chỗ rồi thử lại. / The disk of ${root} is full: free some space and try again.`,
        { cause: error },
      );
    throw error;
  } finally {
    for (const folder of [fresh, old]) await rm(at(folder), { recursive: true, force: true });
  }
}

const isBuiltFrom = (stamp) => {
  const file = at("dist", ".sources");
  return existsSync(file) && readFileSync(file, "utf8") === stamp;
};

/** Git and npm carry the right to execute along; an unpacked archive may have lost it. */
export const makeCommandExecutable = () => chmod(at("scripts", "hub.mjs"), 0o755).catch(() => undefined);

/** Builds the command that runs npm: the one that started us, else the one on the PATH. */
function npm(args) {
  const cli = process.env.npm_execpath;
  return cli && basename(cli) === "npm-cli.js" ? [process.execPath, [cli, ...args]] : ["npm", args];
}

function sourcesHash() {
  const { include } = JSON.parse(readFileSync(at("tsconfig.build.json"), "utf8"));
  const hash = createHash("sha256");
  const add = (path) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(at(path)))
      .update("\0");
  for (const file of ["tsconfig.json", "tsconfig.build.json", "package.json"]) add(file);
  for (const folder of include.filter((name) => existsSync(at(name)))) for (const file of sources(folder)) add(file);
  return hash.digest("hex");
}

function sources(folder) {
  return readdirSync(at(folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sources(path);
      return /\.(ts|json)$/.test(entry.name) ? [path] : [];
    });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Runs a program in the project's folder and keeps what it said. */
export function run(program, args, options = {}) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    child.stdout?.on("data", (text) => (output += text));
    child.stderr?.on("data", (text) => (output += text));
    child.once("error", (error) =>
      failed(
        error.code === "ENOENT"
          ? new PrepareError(
              `Chưa cài ${program}, hoặc không có trong PATH. / ${program} is not installed, or not on the PATH.`,
            )
          : error,
      ),
    );
    child.once("close", (code) => done({ code, output }));
  });
}
