export type ClockFaultCode =
  | "limit-not-positive"
  | "limit-not-whole"
  | "limit-not-a-number"
  | "before-calendar"
  | "beyond-calendar"
  | "calendar-day-twice"
  | "calendar-reversed"
  | "office-hours-empty"
  | "office-hours-out-of-order"
  | "office-hours-same-day";

/** A question the clocks cannot answer. `values` fill the sentence that a person is told. */
export class ClockFault extends RangeError {
  override name = "ClockFault";
  readonly code: ClockFaultCode;
  readonly values: Readonly<Record<string, string>>;
  constructor(code: ClockFaultCode, values: Readonly<Record<string, string>> = {}) {
    super(`${code} ${Object.values(values).join(" ")}`.trim());
    this.code = code;
    this.values = values;
  }
}
