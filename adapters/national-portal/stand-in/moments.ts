const patterns = {
  /** Packets of the portal: 24 h, time of Hà Nội, no offset. */
  yyyyMMddHHmmss: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})$/,
  /** Linked services. */
  "dd/MM/yyyy HH:mm:ss":
    /^(?<day>\d{2})\/(?<month>\d{2})\/(?<year>\d{4}) (?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})$/,
  /** VNeID. */
  "dd/MM/yyyy": /^(?<day>\d{2})\/(?<month>\d{2})\/(?<year>\d{4})$/,
  /** 2026 generation. */
  "yyyy-MM-dd HH:mm:ss":
    /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2}) (?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})$/,
  "ISO with milliseconds":
    /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})T(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})\.\d{3}(Z|\+07:00)$/,
};

/** Whether the text is a moment that exists, written exactly so. */
export function isMoment(text: string, pattern: keyof typeof patterns = "yyyyMMddHHmmss"): boolean {
  const parts = patterns[pattern].exec(text)?.groups;
  if (!parts) return false;
  const number = (name: string) => Number(parts[name] ?? 0);
  const day = new Date(Date.UTC(number("year"), number("month") - 1, number("day")));
  return (
    number("year") >= 1900 &&
    day.getUTCMonth() === number("month") - 1 &&
    day.getUTCDate() === number("day") &&
    number("hour") < 24 &&
    number("minute") < 60 &&
    number("second") < 60
  );
}
