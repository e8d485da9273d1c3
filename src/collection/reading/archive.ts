import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { JobProgress } from '../../platform/serve-jobs.js';
import { type ContentFacts, contentFacts, HEAD_LENGTH, NO_FACTS } from '../content-facts.js';
import { FileHandle } from '../file-handle.js';
import { printableName } from '../printable-name.js';
import { canBeRead, readMemberHead, readZipDirectory, type ZipMember } from '../zip.js';
import type { ArchiveEnd, ListedMember } from './jobs.js';

/** What archives may declare to hold, over what they are: beyond, the rest is a bomb's. */
const UNSUSPICIOUS_TOTAL = 4 * 1024 ** 3;
const SUSPICIOUS_RATIO = 200;
/** Bytes, unpacked. Of larger members only the first ones are looked at, since all before the last ones would have to be unpacked. */
const LARGEST_CHEAP_MEMBER = 256 * 1024;
const LONGEST_TARGET = 4096;
/** Members that are handed over together. */
const PART = 512;

/** Hands over the members of a zip file, with what their first bytes tell; none where the file is no zip file or cannot be opened. */
export async function listArchive(
  artifact: Artifact,
  progress: (told: JobProgress) => Promise<void>,
): Promise<ArchiveEnd> {
  let handle: FileHandle;
  try {
    handle = FileHandle.open(artifact.location.path);
  } catch {
    return { notes: [] };
  }
  try {
    return { notes: await list(handle, artifact.collectedPath, progress) };
  } finally {
    handle.close();
  }
}

async function list(
  handle: FileHandle,
  path: string,
  progress: (told: JobProgress) => Promise<void>,
): Promise<CoverageNote[]> {
  if (handle.readAt(0, 2).toString('latin1') !== 'PK') return [];
  const notes: CoverageNote[] = [];
  const { members, problem } = await readZipDirectory(handle);
  if (problem !== null) {
    const message = `The archive's list of members could not be read to its end: ${printableName(Buffer.from(problem))}`;
    notes.push({ code: 'malformed', message, path, incomplete: true });
  }
  let declared = 0;
  let part: ListedMember[] = [];
  for (const member of members) {
    if (member.isFolder) continue;
    declared += member.size;
    if (declared > UNSUSPICIOUS_TOTAL && declared > handle.size * SUSPICIOUS_RATIO) {
      const message = `Members declare more than ${SUSPICIOUS_RATIO} times the archive's size; the rest was not read`;
      notes.push({ code: 'limit-reached', message, path, incomplete: true });
      break;
    }
    part.push({ member, facts: factsOf(handle, member), linkTarget: targetOf(handle, member) });
    if (part.length < PART) continue;
    await progress({ part });
    part = [];
  }
  if (part.length > 0) await progress({ part });
  return notes;
}

function targetOf(handle: FileHandle, member: ZipMember): string | null {
  return member.isLink ? readMemberHead(handle, member, LONGEST_TARGET).toString('utf8') : null;
}

/** Both ends of a member, where the first bytes are not all and the last ones can be had at little cost. */
function factsOf(handle: FileHandle, member: ZipMember): ContentFacts {
  if (member.isLink || member.size === 0 || !canBeRead(member)) return NO_FACTS;
  const isCheap = member.size > HEAD_LENGTH && member.size <= LARGEST_CHEAP_MEMBER;
  const bytes = readMemberHead(handle, member, isCheap ? member.size : HEAD_LENGTH);
  if (bytes.length <= HEAD_LENGTH) return contentFacts(bytes);
  const start = Math.max(HEAD_LENGTH, 2 * Math.floor((bytes.length - HEAD_LENGTH) / 2));
  return contentFacts(bytes.subarray(0, HEAD_LENGTH), bytes.subarray(start));
}
