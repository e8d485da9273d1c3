import { collectedFile } from '../../model/collected-file.js';
import { defineDetector } from '../../model/detector.js';
import { extensionOf, fileNameOf } from '../../platform/windows-path.js';
import { shippedNamesBeside } from '../../server/known-good.js';
import { PAGE_EXTENSIONS, webPlacesOf } from '../../server/web-place.js';

const LOGON_FOLDER = /\\clientaccess\\(?:owa|ecp)\\auth\\[^\\]+$/i;

/** Pages of the product that are imitated in folders which they do not belong to. */
const IMITATED = [
  'errorfe.aspx',
  'errorff.aspx',
  'expiredpassword.aspx',
  'logon.aspx',
  'logoff.aspx',
  'outlookcn.aspx',
  'redirsuiteserviceproxy.aspx',
  'signout.aspx',
  'timeoutlogout.aspx',
  'iisstart.aspx',
];

export default defineDetector({
  id: 'webshell.lookalike-name',
  title: 'Page named like one of the product',
  description:
    'A page that does not ship has the name of one that does, or differs from it in a character or two: it is meant to be overlooked.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1036.005', 'T1505.003'],
  references: ['WEB-01'],
  falsePositives: ['Copies that an administrator made before changing a page'],
  nextSteps: ['Read the page, and compare it with the one that it imitates', 'Look for requests to it in the IIS logs'],
  consumes: collectedFile,
  messages: {
    similar: '{file} is named like {shipped}, which ships with the product',
    elsewhere: '{file} has the name of {shipped}, which ships in another folder',
  },
  *conclude(inputs, { server }) {
    const files = inputs.filter(({ input }) => input.artifact.kind !== 'link');
    const places = webPlacesOf(inputs);
    for (const { input } of files) {
      const { windowsPath } = input.artifact;
      if (windowsPath === null || !PAGE_EXTENSIONS.has(extensionOf(windowsPath))) continue;
      const place = places.placeOf(windowsPath);
      if (place === null || server.knownGood.isShippedPath(windowsPath)) continue;
      // Later updates bring new pages with names much like old ones, but never into the logon folders.
      if (place.rank !== 1 && !LOGON_FOLDER.test(windowsPath)) continue;
      const name = fileNameOf(windowsPath).toLowerCase();
      const beside = shippedNamesBeside(windowsPath).find((shipped) => readsLike(name, shipped));
      const shipped = beside ?? IMITATED.find((one) => readsLike(name, one));
      if (shipped === undefined) continue;
      yield {
        message: shipped === name ? 'elsewhere' : 'similar',
        data: { file: windowsPath, shipped },
        at: { type: 'fact', path: input.artifact.collectedPath, label: 'shipped name', text: shipped },
        identity: [shipped],
        artifact: input.artifact,
      };
    }
  },
});

/** Whether two file names read alike: what looks alike counts as equal, and a character or two may differ. */
function readsLike(name: string, shipped: string): boolean {
  const [a, b] = [stemOf(name), stemOf(shipped)];
  if (extensionOf(name) !== extensionOf(shipped) || b.length < 4) return false;
  // The longer a name, the more of it passes unnoticed.
  const unnoticed = b.length >= 16 ? 3 : b.length >= 7 ? 2 : 1;
  return Math.abs(a.length - b.length) <= unnoticed && distance(plain(a), plain(b)) <= unnoticed;
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extensionOf(name).length).replace(/[. ]{1,255}$/, '');
}

/** Digits and letters of other scripts that pass for Latin ones. (Unicode Technical Standard 39, a few of its confusables.) */
const CONFUSABLE: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '5': 's',
  '\u0430': 'a',
  '\u0435': 'e',
  '\u0456': 'i',
  '\u043e': 'o',
  '\u0440': 'p',
  '\u0441': 'c',
  '\u0443': 'y',
  '\u0445': 'x',
  '\u0455': 's',
  '\u03bf': 'o',
  '\u03bd': 'v',
  '\u0261': 'g',
};

function plain(text: string): string {
  return [...text].map((character) => CONFUSABLE[character] ?? character).join('');
}

/** Insertions, deletions, substitutions and transpositions of neighbours that turn `a` into `b` (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
