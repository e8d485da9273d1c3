import type { NoteLedger } from '../note-ledger.js';
import { nameText, printableName } from '../walking/printable-name.js';
import { isOddName, namesOf, uniquePath } from '../walking/spelled-path.js';
import { type CollectedFile, type Folder, placeOf } from '../walking/tree.js';
import { type ObjectAddress, objectPath } from './object-address.js';
import { type ListedObject, NO_CREDENTIALS, NO_REGION, type ObjectPage } from './object-request.js';
import { listObjects, ObjectError } from './object-store.js';

/** As S3 gives them. */
const PAGE = 1_000;
/** A million files have a thousand pages; stores may give fewer objects in one than they were asked for. */
const MOST_PAGES = 20_000;
/** Pages without an object, one after the other. Stores may give some; one that gives nothing else does not end. */
const MOST_EMPTY_PAGES = 100;
/** Bytes; S3 has none of more than 1,024. */
const LONGEST_KEY = 4_096;

/** Whether there is an object whose key is all of the address. @throws AfterpatchError `usage` where nothing is installed that could ask. */
export async function isObject(address: ObjectAddress): Promise<boolean> {
  try {
    return (await listedObject(address)) !== null;
  } catch (error) {
    if (!(error instanceof ObjectError)) throw error;
    // Whoever lists what lies below says what is wrong.
    return false;
  }
}

/** Whether keys go on where the address ends. */
export async function hasBelow({ bucket, key }: ObjectAddress): Promise<boolean> {
  try {
    return (await listObjects(bucket, `${key}/`, null, 1)).objects.length > 0;
  } catch (error) {
    if (!(error instanceof ObjectError)) throw error;
    return true;
  }
}

/** It comes first of all whose keys begin like it. */
async function listedObject({ bucket, key }: ObjectAddress): Promise<ListedObject | null> {
  const [first] = key === '' ? [] : (await listObjects(bucket, key, null, 1)).objects;
  return first?.key === key ? first : null;
}

/** The one object at an address, put into the tree; null where it cannot be had, with a note. */
export async function objectAt(
  address: ObjectAddress,
  name: Buffer,
  parent: Folder,
  collectedPath: string,
  notes: NoteLedger,
): Promise<CollectedFile | null> {
  try {
    const listed = await listedObject(address);
    if (listed === null) throw new ObjectError('NoSuchKey');
    return isSound(listed, collectedPath, notes) ? fileOf(address.bucket, listed, name, parent, collectedPath) : null;
  } catch (error) {
    notes.add(unlisted(error, collectedPath));
    return null;
  }
}

/**
 * Every object below an address, as files in folders, put into the tree: a slash in a key parts names. When an object was stored does
 * not tell when its file was written, so that it has no times. What cannot be listed is noted.
 */
export async function* walkObjects(
  address: ObjectAddress,
  tree: Folder,
  prefix: string,
  notes: NoteLedger,
): AsyncGenerator<CollectedFile> {
  const start = address.key === '' ? '' : `${address.key}/`;
  const below = prefix === '' ? '' : `${prefix}/`;
  const taken = new Map<string, number>();
  let found = 0;
  const listing = { isWhole: true };
  for await (const listed of objectsOf(address, start, notes, listing)) {
    found++;
    const names = namesOf(Buffer.from(listed.key.slice(start.length)));
    // Programs that show folders make an empty object for each.
    if (listed.size === 0 && listed.key.endsWith('/')) continue;
    if (tree.isFull) {
      const message = 'Objects lie in more folders than there is room for; the rest was not read';
      notes.add({ code: 'limit-reached', message, path: prefix === '' ? null : prefix, incomplete: true });
      return;
    }
    const collectedPath = uniquePath(below, names, taken);
    if (names.some(isOddName)) {
      const message = 'The key of the object holds what cannot be shown, or names that climb';
      notes.add({ code: 'odd-name', message, path: collectedPath, incomplete: false });
    }
    const last = names.pop() ?? Buffer.from('_');
    if (!isSound(listed, collectedPath, notes)) continue;
    const folder = names.reduce((at, name) => at.child(name), tree);
    yield fileOf(address.bucket, listed, last, folder, collectedPath);
  }
  if (found > 0 || !listing.isWhole) return;
  const message = `There is no object below ${objectPath(address)}`;
  notes.add({ code: 'unreadable', message, path: prefix === '' ? null : prefix, incomplete: true });
}

/** Objects whose keys begin so, page by page. */
async function* objectsOf(
  address: ObjectAddress,
  start: string,
  notes: NoteLedger,
  listing: { isWhole: boolean },
): AsyncGenerator<ListedObject> {
  const place = objectPath(address);
  let from: string | null = null;
  let empty = 0;
  let firstKey = '';
  for (let pages = 1; ; pages++) {
    let page: ObjectPage;
    try {
      page = await listObjects(address.bucket, start, from, PAGE);
    } catch (error) {
      listing.isWhole = false;
      notes.add(unlisted(error, place));
      return;
    }
    const first = page.objects[0]?.key ?? '';
    empty = page.objects.length === 0 ? empty + 1 : 0;
    const isStuck = page.next !== null && (page.next === from || (first !== '' && first === firstKey));
    // A store may give whatever it likes, also what was not asked for.
    if (first === '' || first !== firstKey) yield* page.objects.filter(({ key }) => key.startsWith(start));
    if (page.next === null) return;
    if (isStuck || empty >= MOST_EMPTY_PAGES || pages >= MOST_PAGES) {
      listing.isWhole = false;
      const message = `The listing does not come to an end: after ${pages} pages the rest was not read`;
      notes.add({ code: 'limit-reached', message, path: place, incomplete: true });
      return;
    }
    from = page.next;
    firstKey = first;
  }
}

function isSound({ etag, key, size }: ListedObject, path: string, notes: NoteLedger): boolean {
  const problem =
    etag === ''
      ? 'The store does not say which version of the object it lists: it was not read'
      : key.length > LONGEST_KEY || !Number.isSafeInteger(size) || size < 0
        ? 'What the store lists is no object that could be read'
        : null;
  if (problem !== null) notes.add({ code: 'unreadable', message: problem, path: path.slice(0, 500), incomplete: true });
  return problem === null;
}

function fileOf(
  bucket: string,
  { key, etag, size }: ListedObject,
  name: Buffer,
  parent: Folder,
  collectedPath: string,
): CollectedFile {
  const place = placeOf(parent, name);
  const file: CollectedFile = {
    collectedPath,
    name: nameText(place.name),
    folder: place.folder,
    path: Buffer.from(objectPath({ bucket, key })),
    object: { etag, size },
    type: 'file',
    size,
    modified: null,
    created: null,
    timeSource: 'file-system',
  };
  place.folder.add(printableName(place.name), file);
  return file;
}

/** What to do where the store was never asked. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  [NO_REGION, 'set AWS_REGION, or AWS_ENDPOINT_URL_S3 for a store that is not Amazon’s'],
  [NO_CREDENTIALS, 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
]);

function unlisted(error: unknown, path: string) {
  if (!(error instanceof ObjectError)) throw error;
  const remedy = REMEDIES.get(error.code);
  const message = `The object store could not be listed: ${error.code}${remedy === undefined ? '' : `; ${remedy}`}`;
  return { code: 'unreadable', message, path, incomplete: true } as const;
}
