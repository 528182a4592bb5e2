import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { fromRoot } from "../../platform/root.ts";

const rooms = ["adapters", "bus", "core", "gateway", "main", "platform"];
const sources = rooms.flatMap((room) =>
  readdirSync(fromRoot(room), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ file: `${room}/${name}`, text: readFileSync(join(fromRoot(room), name), "utf8") })),
);
const defined = new Set(
  sources.flatMap(({ text }) => [...text.matchAll(/name: "(hub_\w+)"/g)].map(([, name]) => name)),
);

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: { readonly severity: string };
      readonly annotations: { readonly summary: string; readonly way_out: string };
    }[];
  }[];
}

const operating = readFileSync(fromRoot("docs/operating.md"), "utf8");
const { groups } = parse(readFileSync(fromRoot("deploy/prometheus/alerts.yml"), "utf8")) as Rules;
const alerts = groups.flatMap(({ rules }) => rules);

/** A histogram `x` is asked for as `x_count`, `x_sum` or `x_bucket`. */
const namesIn = (text: string) =>
  new Set([...text.matchAll(/\bhub_[a-z_]+[a-z]\b/g)].map(([name]) => name.replace(/_(count|sum|bucket)$/, "")));

describe("what operators watch", () => {
  it("is defined in one file, with its unit, labels and buckets", () => {
    const makers = sources.filter(({ text }) => /new (Counter|Gauge|Histogram|Summary)\b/.test(text));
    expect(makers.map(({ file }) => file)).to.deep.equal(["platform/metrics.ts"]);
  });

  it("is all explained in docs/operating.md", () => {
    expect([...defined].filter((name) => !namesIn(operating).has(name ?? ""))).to.deep.equal([]);
    expect(defined.size).to.be.greaterThan(20);
  });

  for (const { alert, expr, labels, annotations } of alerts)
    it(`${alert} asks for metrics that exist, in both languages, with a way out`, () => {
      const unknown = [...namesIn(expr)].filter((name) => !defined.has(name));
      expect(unknown).to.deep.equal([]);
      expect(expr).to.match(/hub_|up\{job="hub"\}/);
      expect(labels.severity).to.be.oneOf(["page", "ticket"]);
      expect(annotations.summary.split(" / ")).to.have.length(2);
      expect(annotations.way_out).not.to.equal("");
    });
});
