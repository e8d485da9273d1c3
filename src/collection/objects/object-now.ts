import type { ArtifactLocation } from '../../model/artifact.js';
import { addressOfPath } from './object-address.js';
import { ObjectError, objectNow } from './object-store.js';

/** What has become of an object: `there` as it was listed, replaced or gone, or not to be had. */
export async function stateOfObject({
  path,
  object,
}: ArtifactLocation): Promise<'there' | 'changed' | 'gone' | 'unreachable'> {
  try {
    const { etag, size } = await objectNow(addressOfPath(path));
    return etag === object?.etag && size === object.size ? 'there' : 'changed';
  } catch (error) {
    if (!(error instanceof ObjectError)) throw error;
    return error.code === 'NotFound' || error.code === 'NoSuchKey' ? 'gone' : 'unreachable';
  }
}

/** Whether an object is still the one that was listed. */
export async function isStillThere(location: ArtifactLocation): Promise<boolean> {
  return (await stateOfObject(location)) === 'there';
}
