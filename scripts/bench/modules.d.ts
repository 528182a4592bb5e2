// What the harness uses of the project's plain JavaScript.
declare module "*/prepare.mjs" {
  export function build(): Promise<void>;
  export const heap: readonly string[];
}
declare module "*/support/rabbitmq.mjs" {
  export function startRabbit(options: {
    readonly folder: string;
  }): Promise<{ readonly url: string; readonly stop: () => Promise<void> }>;
}
