/** Types of rabbitmq.mjs, which runs without a compiler. */
export interface Rabbit {
  readonly node: string;
  readonly url: string;
  readonly managementUrl: string;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly freeze: () => void;
  readonly thaw: () => void;
}
export interface RabbitCluster {
  readonly nodes: readonly Rabbit[];
  readonly restart: (index: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}
export function findRabbit(path?: string): string | undefined;
export function startRabbit(options: { folder: string }): Promise<Rabbit>;
export function startRabbitCluster(options: { folder: string }): Promise<RabbitCluster>;
