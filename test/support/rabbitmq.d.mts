/** Types of rabbitmq.mjs, which runs without a compiler. */
export interface Rabbit {
  readonly node: string;
  readonly url: string;
  readonly managementUrl: string;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly evaluate: (erlang: string) => Promise<string>;
}
export interface RabbitCluster {
  readonly nodes: readonly Rabbit[];
  /** Brings a node back that was stopped or killed. */
  readonly restart: (index: number) => Promise<void>;
  /**
   * Cuts the node's connections to the others and gives it another password for them, so that neither side can connect
   * while both go on living.
   */
  readonly cutOff: (index: number) => Promise<void>;
  /** Ends that; they find each other by themselves. */
  readonly joinAgain: (index: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}
export function findRabbit(path?: string): string | undefined;
export function startRabbit(options: { folder: string }): Promise<Rabbit>;
export function startRabbitCluster(options: { folder: string }): Promise<RabbitCluster>;

/** Ports that nobody has, below those that systems hand out for outgoing connections. */
export function freePorts(count: number): Promise<number[]>;
