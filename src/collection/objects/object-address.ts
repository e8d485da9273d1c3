import { AfterpatchError } from '../../platform/errors.js';

/** An object of a store, or what the keys of many begin with. */
export interface ObjectAddress {
  readonly bucket: string;
  /** Without a slash at its end where it was given; empty for the whole bucket. */
  readonly key: string;
}

const SCHEME = 's3://';
/** As S3 allows; access points and other stores have longer ones. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._:-]{1,254}$/;

/** Whether a path that the user gave names an object store. */
export function isObjectAddress(given: string): boolean {
  return given.slice(0, SCHEME.length).toLowerCase() === SCHEME;
}

/** @throws AfterpatchError `usage` where it names no bucket, or holds credentials. */
export function objectAddress(given: string): ObjectAddress {
  const rest = given.slice(SCHEME.length);
  const cut = rest.indexOf('/');
  const [bucket, key] = cut < 0 ? [rest, ''] : [rest.slice(0, cut), rest.slice(cut + 1)];
  if (!BUCKET.test(bucket)) {
    throw new AfterpatchError(
      'usage',
      'That is no address in an object store.',
      'Write s3://bucket/prefix; endpoint and credentials come from the environment (AWS_ENDPOINT_URL_S3, AWS_PROFILE …).',
    );
  }
  return { bucket, key: key.replace(/\/+$/, '') };
}

/** The same address, always written the same way. */
export function objectPath({ bucket, key }: ObjectAddress): string {
  return key === '' ? `${SCHEME}${bucket}` : `${SCHEME}${bucket}/${key}`;
}

/** What an artifact's path says of where it lies: any key, as it is. */
export function addressOfPath(path: Uint8Array): ObjectAddress {
  const rest = Buffer.from(path).toString('utf8').slice(SCHEME.length);
  const cut = rest.indexOf('/');
  return { bucket: rest.slice(0, cut), key: rest.slice(cut + 1) };
}
