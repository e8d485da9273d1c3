/** `15.2.986.5`, or `15.1.2507` for a cumulative update; `current` stands for the newest. */
const VERSION = /^(?:15\.\d{1,2}\.\d{1,5}(?:\.\d{1,5})?|current)$/;

/** Children of the folder that Exchange is installed in which hold web content. */
const WEB_FOLDER = /^(.+\\)(frontend\\(?:httpproxy|popimap)|clientaccess)(?:\\|$)/;

/** Folders that nobody installs Exchange in, whatever lies there. */
const NEVER_A_ROOT = /^[a-z]:\\(?:windows|programdata|users|temp|inetpub|\$recycle\.bin)\\/;

/** Longest path that is looked at; Windows knows none that is longer. */
const MAXIMUM_PATH = 32_767;

/** Lower case, `\` between parts, no `\\?\` before and no `\` at the end. */
export function normalPath(windowsPath: string): string {
  return windowsPath
    .slice(0, MAXIMUM_PATH)
    .toLowerCase()
    .replaceAll('/', '\\')
    .replace(/^\\\\[?.]\\(?=[a-z]:)/, '')
    .replace(/(?<!^)\\{2,}/g, '\\')
    .replace(/\\$/, '');
}

/**
 * Folders that Exchange is installed in, by the shape of what lies in them: below one of them are both `FrontEnd\HttpProxy` and
 * `ClientAccess`, or it has the name that setup proposes. Lower case, with a final `\`, in order.
 */
export function exchangeRootsIn(windowsPaths: Iterable<string>): readonly string[] {
  const found = new Map<string, Set<string>>();
  for (const path of windowsPaths) {
    const [, root, child] = WEB_FOLDER.exec(normalPath(path)) ?? [];
    if (root === undefined || child === undefined || NEVER_A_ROOT.test(root)) continue;
    const children = found.get(root) ?? new Set();
    found.set(root, children.add(child));
  }
  const isRoot = (root: string, children: ReadonlySet<string>) =>
    /\\exchange server\\v1[4-9]\\$/.test(root) || (children.has('clientaccess') && children.has('frontend\\httpproxy'));
  return [...found]
    .filter(([root, children]) => isRoot(root, children))
    .map(([root]) => root)
    .sort();
}

/** Below a root, version folders written `<ver>`; null elsewhere. The paths of the shipped facts look so. */
export function exchangeKey(windowsPath: string, roots: readonly string[]): string | null {
  const path = normalPath(windowsPath);
  const root = roots.find((one) => path.startsWith(one));
  if (root === undefined) return null;
  return foldVersions(path.slice(root.length).split('\\')).join('\\');
}

/** Parts of a path or URL in lower case, with `<ver>` for what is a version. */
export function foldVersions(parts: readonly string[]): string[] {
  return parts.map((part) => (VERSION.test(part) ? '<ver>' : part));
}

/** The builds that version folders below the roots tell, as written there. */
export function* buildsIn(windowsPaths: Iterable<string>, roots: readonly string[]): Generator<string> {
  for (const windowsPath of windowsPaths) {
    const path = normalPath(windowsPath);
    if (!roots.some((root) => path.startsWith(root))) continue;
    const build = /\\(?:owa|owa\\auth|owa\\prem|ecp)\\(15\.\d{1,2}\.\d{1,5}(?:\.\d{1,5})?)(?:\\|$)/.exec(path)?.[1];
    if (build !== undefined) yield build;
  }
}

/** Positive where `a` is newer; a cumulative update is older than its security updates. */
export function compareBuilds(a: string, b: string): number {
  const [left, right] = [a, b].map((build) => build.split('.').map(Number));
  for (let i = 0; i < 4; i += 1) {
    const difference = (left?.[i] ?? -1) - (right?.[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
