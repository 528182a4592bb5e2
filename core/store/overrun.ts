/** A dossier whose time for something is over. */
export interface Overrun {
  readonly id: bigint;
  readonly code: string;
  /** In whose name the hub acts. */
  readonly unit: string;
  readonly revision: number;
}
