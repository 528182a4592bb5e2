/** The hub cannot start here. The message is one sentence for whoever stands at the machine: what is wrong, what to do. */
export class StartError extends Error {
  override name = "StartError";
}
