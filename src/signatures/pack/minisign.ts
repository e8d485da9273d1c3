import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

/** A public key in the form of minisign: an Ed25519 key and the number that signatures name it by. */
export interface PublicKey {
  /** Eight bytes, as hexadecimal digits in minisign's order. */
  readonly id: string;
  readonly bytes: Buffer;
}

export interface SecretKey extends PublicKey {
  /** The 32 bytes that the key is made of. */
  readonly seed: Buffer;
}

export interface Verified {
  readonly key: string;
  /** The comment that is signed with the file. */
  readonly trustedComment: string;
}

/** What DER has before the bytes of an Ed25519 key (RFC 8410). */
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex');
const SECRET_DER = Buffer.from('302e020100300506032b657004220420', 'hex');
const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';

/**
 * Reads a public key: minisign's file, or its second line alone.
 * @throws Error where it is none.
 */
export function readPublicKey(text: string): PublicKey {
  const bytes = Buffer.from(lastLine(text), 'base64');
  if (bytes.length !== 42 || bytes.toString('latin1', 0, 2) !== 'Ed')
    throw new Error('That is no public key of minisign.');
  return { id: idOf(bytes.subarray(2, 10)), bytes: bytes.subarray(10) };
}

/**
 * Reads a secret key of minisign that is not encrypted (`minisign -G -W`).
 * @throws Error where it is none, or encrypted.
 */
export function readSecretKey(text: string): SecretKey {
  const bytes = Buffer.from(lastLine(text), 'base64');
  if (bytes.length !== 158 || bytes.toString('latin1', 0, 2) !== 'Ed')
    throw new Error('That is no secret key of minisign.');
  if (bytes[2] !== 0 || bytes[3] !== 0)
    throw new Error('The secret key is encrypted; make one without a password (minisign -G -W).');
  return { id: idOf(bytes.subarray(54, 62)), seed: bytes.subarray(62, 94), bytes: bytes.subarray(94, 126) };
}

/** A fresh pair of keys as the texts of two files. */
export function makeKeys(): { readonly publicKey: string; readonly secretKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(SECRET_DER.length);
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length);
  const number = randomBytes(8);
  const id = idOf(number);
  const head = Buffer.from([0x45, 0x64, 0, 0, 0x42, 0x32]);
  const secret = Buffer.concat([head, Buffer.alloc(48), number, seed, bytes, Buffer.alloc(32)]);
  return {
    publicKey: `${UNTRUSTED}minisign public key ${id}\n${Buffer.concat([Buffer.from('Ed'), number, bytes]).toString('base64')}\n`,
    secretKey: `${UNTRUSTED}minisign secret key ${id}, not encrypted\n${secret.toString('base64')}\n`,
  };
}

/** Signs bytes as minisign does by default: Ed25519 over their BLAKE2b-512, and once more over signature and trusted comment. */
export function signBytes(bytes: Uint8Array, key: SecretKey, trustedComment: string): string {
  const secret = createPrivateKey({ key: Buffer.concat([SECRET_DER, key.seed]), format: 'der', type: 'pkcs8' });
  const signature = sign(null, digest(bytes), secret);
  const whole = sign(null, Buffer.concat([signature, Buffer.from(trustedComment)]), secret);
  const head = Buffer.concat([Buffer.from('ED'), Buffer.from(key.id, 'hex').reverse(), signature]);
  return `${UNTRUSTED}signature from an Afterpatch pack key\n${head.toString('base64')}\n${TRUSTED}${trustedComment}\n${whole.toString('base64')}\n`;
}

/** Verifies a signature file of minisign with the key that it names. A text says why it does not hold. */
export function verifyBytes(bytes: Uint8Array, signatureFile: string, keys: readonly PublicKey[]): Verified | string {
  const [, first = '', comment = '', second = ''] = signatureFile.split(/\r?\n/);
  const head = Buffer.from(first, 'base64');
  const algorithm = head.toString('latin1', 0, 2);
  if (head.length !== 74 || (algorithm !== 'ED' && algorithm !== 'Ed') || !comment.startsWith(TRUSTED)) {
    return 'The signature is not of the form of minisign.';
  }
  const id = idOf(head.subarray(2, 10));
  const key = keys.find((one) => one.id === id);
  if (key === undefined) return `It is signed by the key ${id}, which is not one of those that are trusted.`;
  const known = createPublicKey({ key: Buffer.concat([PUBLIC_DER, key.bytes]), format: 'der', type: 'spki' });
  const signature = head.subarray(10);
  if (!verify(null, algorithm === 'ED' ? digest(bytes) : bytes, known, signature))
    return 'It was changed after it was signed.';
  const trustedComment = comment.slice(TRUSTED.length);
  const whole = Buffer.concat([signature, Buffer.from(trustedComment)]);
  if (!verify(null, whole, known, Buffer.from(second, 'base64')))
    return 'The trusted comment of its signature was changed.';
  return { key: id, trustedComment };
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('blake2b512').update(bytes).digest();
}

/** minisign shows the number as one of 64 bits, the last byte first. */
function idOf(number: Uint8Array): string {
  return Buffer.from(number).reverse().toString('hex').toUpperCase();
}

function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1) ?? '';
}
