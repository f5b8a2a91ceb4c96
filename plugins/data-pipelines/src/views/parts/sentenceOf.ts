/** The backend's own sentence about an error, without the HTTP around it; ends with a full stop. */
export function sentenceOf(error: Error): string {
  const { body } = error as { body?: { error?: { message?: string } } };
  const message = (body?.error?.message ?? error.message).trim();
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
