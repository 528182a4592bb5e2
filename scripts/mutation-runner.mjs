// Runs test/core for Stryker (stryker.config.json, docs/quality.md). Stryker's own runner for mocha reaches into files
// that mocha 12 has moved; this one needs mocha's public interface only. The specs and what they test are one bundle
// that is evaluated anew for every mutant that acts while modules load: a process for each would take ten times longer.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { runInThisContext } from "node:vm";
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { build } from "esbuild";
import fc from "fast-check";
import Mocha from "mocha";

const folder = "test/core";

/** Two runs give one score only if they try the same examples; a quarter of the usual number is enough of them. */
const examples = { seed: 20260701, numRuns: 25 };

/** Long ones last: a mutant is tried until the first test that fails. */
const long = ["due-properties.spec.ts", "moves.spec.ts", "no-dead-end.spec.ts"];

/** What the instrumented code looks at: which mutant is awake, and in which test it is reached. */
const awake = (globalThis.__stryker__ ??= {});

function mochaRunner() {
  let evaluate;
  let mocha;
  /** By file: the suites that noticed its mutants, the last one first. They are tried first, which saves most of the time. */
  const noticedBy = new Map();

  /** @param bail whether the first test that fails ends the run */
  function load(bail) {
    mocha = new Mocha({ timeout: 0, bail });
    mocha.cleanReferencesAfterRun(false);
    mocha.suite.emit("pre-require", globalThis, folder, mocha); // describe, it
    evaluate(createRequire(resolve("package.json")));
  }

  return {
    capabilities: () => ({ reloadEnvironment: true }),

    async init() {
      fc.configureGlobal(examples);
      evaluate = runInThisContext(`(function (require) {${await bundled()}\n})`);
    },

    async dryRun({ coverageAnalysis }) {
      load(false);
      if (coverageAnalysis === "perTest")
        mocha.suite.beforeEach(function () {
          awake.currentTestId = this.currentTest?.fullTitle();
        });
      const tests = await run(mocha);
      mocha = undefined;
      return { status: DryRunStatus.Complete, tests, mutantCoverage: awake.mutantCoverage };
    },

    async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment }) {
      Object.assign(awake, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
      try {
        awake.activeMutant = mutantActivation === "static" ? activeMutant.id : undefined;
        if (!mocha || reloadEnvironment) load(true);
        awake.activeMutant = activeMutant.id;
        mocha.grep(testFilter ? new RegExp(testFilter.map((title) => `^${escape(title)}$`).join("|")) : /^/);
        const first = noticedBy.get(activeMutant.fileName) ?? [];
        const rank = ({ title }) => first.indexOf(title) + 1 || first.length + 1;
        mocha.suite.suites.sort((a, b) => rank(a) - rank(b));
        const tests = await run(mocha);
        const noticed = tests.find(({ status }) => status === TestStatus.Failed);
        const suite = noticed && mocha.suite.suites.find(({ title }) => noticed.id.startsWith(`${title} `))?.title;
        if (suite) noticedBy.set(activeMutant.fileName, [suite, ...first.filter((title) => title !== suite)]);
        const looping = determineHitLimitReached(awake.hitCount, hitLimit);
        return toMutantRunResult(looping ?? { status: DryRunStatus.Complete, tests });
      } catch (error) {
        return toMutantRunResult({ status: DryRunStatus.Error, errorMessage: String(error) });
      }
    },
  };
}

/** All specs with everything of ours that they import, as one script. */
async function bundled() {
  const short = readdirSync(folder).filter((name) => name.endsWith(".spec.ts") && !long.includes(name));
  const specs = [...short, ...long];
  const { outputFiles } = await build({
    stdin: { contents: specs.map((name) => `import "./${name}";`).join("\n"), resolveDir: resolve(folder) },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    packages: "external",
  });
  return outputFiles[0].text;
}

/** The results of the tests that the filter lets through. */
function run(mocha) {
  return new Promise((resolve) => {
    const tests = [];
    let startedAt = performance.now();
    const add = (test, outcome) => {
      const id = (test.ctx?.currentTest ?? test).fullTitle();
      tests.push({ id, name: id, timeSpentMs: performance.now() - startedAt, ...outcome });
      startedAt = performance.now();
    };
    mocha.reporter(function (runner) {
      runner.on("pass", (test) => add(test, { status: TestStatus.Success }));
      runner.on("fail", (test, { message }) => add(test, { status: TestStatus.Failed, failureMessage: message }));
    });
    mocha.run(() => resolve(tests));
  });
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "our-mocha", mochaRunner)];
