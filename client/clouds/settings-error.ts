/** What is wrong with clouds.yaml, secure.yaml or the environment. It names the key, never the value of a secret one. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
