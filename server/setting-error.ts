/** A setting or a circumstance that keeps the server from starting. Its message is one sentence for the operator. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}
