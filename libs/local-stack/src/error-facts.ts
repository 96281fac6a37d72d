/** The code of a system or database error (`ENOENT`, `28P01`); undefined for whatever has none. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What an error says; a refused connection to several addresses says it in its parts. */
export function errorMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  if (typeof error.message === 'string' && error.message !== '') return error.message;
  const parts = 'errors' in error && Array.isArray(error.errors) ? error.errors.map(errorMessage) : [];
  return parts.length > 0 ? parts.join(', ') : (errorCode(error) ?? 'an error without words');
}
