/** A key is a secret of the server's owner. Enough of it to tell which, and how long it is. */
export function maskKey(key: string): string {
  return `${key.slice(0, 8)}… (${key.length} digits)`;
}
