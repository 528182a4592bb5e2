
const stats = new Map<string, { n: number; ms: number; items: number }>();
export async function tr<T>(name: string, items: number, work: () => Promise<T>): Promise<T> {
  const t = performance.now();
  try { return await work(); } finally { const s = stats.get(name) ?? { n: 0, ms: 0, items: 0 }; s.n++; s.ms += performance.now() - t; s.items += items; stats.set(name, s); }
}
export const count = (name: string, items: number) => { const s = stats.get(name) ?? { n: 0, ms: 0, items: 0 }; s.n++; s.items += items; stats.set(name, s); };
setInterval(() => { if (stats.size === 0) return; process.stderr.write("TR " + [...stats].map(([k, s]) => `${k} n=${s.n} avg=${(s.ms / s.n).toFixed(1)}ms items=${(s.items / s.n).toFixed(1)}`).join(" | ") + "\n"); stats.clear(); }, 1000).unref();
