export function yaraDigests(
  sources: readonly { readonly text: string; readonly ids: ReadonlyMap<string, string> }[],
): Map<string, string>;
