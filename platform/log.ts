import { destination, pino, type Logger } from "pino";

export type Log = Logger;

/**
 * One JSON line per event, on standard output. Never bodies, names or numbers of people (P12): callers pass ids,
 * and what could slip through is cut here.
 */
export function openLog(level: string, role: string): Log {
  return pino(
    {
      level,
      base: { role },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          "req.headers.authorization",
          "req.headers.cookie",
          "*.secret",
          "*.password",
          "*.applicant",
          "err.config",
          "err.detail",
          "err.where",
        ],
        censor: "[cut]",
      },
    },
    destination({ fd: 1, sync: false }),
  );
}
