import type { ErrorObject } from 'ajv';

/** What is wrong with a file of the user's, by the place within it: `at servers/0 it must have required property 'evidence'`. */
export function shapeFaults(errors: readonly ErrorObject[] | null | undefined): string {
  return (errors ?? [])
    .map(({ instancePath, message, params }) => {
      const place = instancePath === '' ? 'it' : `at ${instancePath.slice(1)} it`;
      const unknown: unknown = params['additionalProperty'];
      return `${place} ${message ?? 'is of another shape'}${typeof unknown === 'string' ? ` (${unknown})` : ''}`;
    })
    .join(', ');
}
