/**
 * Something in a repository is wrong, and trying again will not help.
 * The message names the file (or object), the field, its value and the remedy.
 */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';

  /**
   * @param where - file, or `Kind name` of the object
   * @param field - path of the field, such as `spec.name`; empty for the whole
   * @param problem - what is wrong and what to do, as the end of a sentence
   */
  constructor(
    readonly where: string,
    readonly field: string,
    problem: string,
  ) {
    super(field ? `${where}: ${field}: ${problem}` : `${where}: ${problem}`);
  }
}

/** A value as it is shown in a message: short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
