import { collectedFile } from '../../model/collected-file.js';
import { defineDetector } from '../../model/detector.js';
import { extensionOf, fileNameOf } from '../../platform/windows-path.js';
import { PAGE_EXTENSIONS, type WebPlace, webPlacesOf } from '../../server/web-place.js';

/** What a file pretends to be before or after the extension that counts. */
const HARMLESS = '(?:jpe?g|gif|png|bmp|ico|svg|css|js|txt|pdf|req|zip)';
const PAGE = `(?:${[...PAGE_EXTENSIONS].join('|')})`;

const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const STREAM = /^[^:]+:[^:]+(?::\$data)?$/i;
/** What Windows and browsers attach to files themselves. */
const USUAL_STREAM =
  /:(?:zone\.identifier|smartscreen|favicon|encryptable|afp_\w+|com\.apple\.[\w.#$]+|wofcompresseddata|\x05?(?:document)?summaryinformation|\{[0-9a-f-]{36}\})(?::\$data)?$/i;
const PAGE_BEFORE = new RegExp(`\\.${PAGE}(?:;[^\\\\]*)?\\.${HARMLESS}$|\\.${PAGE};`, 'i');
const HARMLESS_BEFORE = new RegExp(`\\.${HARMLESS}\\.${PAGE}$`, 'i');
const TRAILING = new RegExp(`\\.${PAGE}[. ]{1,255}$`, 'i');
/** Format characters are not drawn, or turn the direction of what follows. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/;
/** Greek and Cyrillic. */
const OTHER_ALPHABET = /[\u0370-\u03ff\u0400-\u04ff]/;

export default defineDetector({
  id: 'webshell.odd-name',
  title: 'Page with a name that hides what it is',
  description:
    'The name of a file in a web folder ends twice, ends in a dot or space, is a device or a stream of another file, or holds characters that look like others: names that programs make, not people, to get past a filter or a reader.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1036.007', 'T1036.008', 'T1564.004', 'T1505.003'],
  references: ['WEB-01'],
  falsePositives: ['Exports of tools that append an extension of their own'],
  nextSteps: ['Read the file', 'Look for requests to it in the IIS logs, under all of its names'],
  consumes: collectedFile,
  messages: {
    'two-extensions': '{file} is a page by one of its extensions and something harmless by the other',
    trailing: '{file} ends in a dot or space, which Windows hides',
    device: '{file} has the name of a device, so that ordinary programs cannot open it',
    stream: '{file} is an alternate data stream',
    invisible: '{file} has characters in its name that are not shown',
    mixed: '{file} mixes letters of several alphabets in its name',
  },
  *conclude(inputs) {
    const files = inputs.filter(({ input }) => input.artifact.kind !== 'link');
    const places = webPlacesOf(inputs);
    for (const { input } of files) {
      const { windowsPath, collectedPath } = input.artifact;
      if (windowsPath === null) continue;
      const message = oddity(fileNameOf(windowsPath), extensionOf(windowsPath));
      const place = message === null ? null : places.placeOf(windowsPath);
      if (message === null || place === null) continue;
      yield {
        message,
        data: { file: windowsPath, place: place.name },
        at: { type: 'fact', path: collectedPath, label: 'place', text: place.name },
        identity: [message],
        artifact: input.artifact,
        severity: severityIn(place),
      };
    }
  },
});

function oddity(name: string, extension: string) {
  const isPage = PAGE_EXTENSIONS.has(extension.replace(/:.*$/, ''));
  if (STREAM.test(name)) return PAGE_EXTENSIONS.has(extension) || isPage || !USUAL_STREAM.test(name) ? 'stream' : null;
  if (DEVICE.test(name) && isPage) return 'device';
  if (TRAILING.test(name)) return 'trailing';
  if (PAGE_BEFORE.test(name) || HARMLESS_BEFORE.test(name)) return 'two-extensions';
  if (!isPage) return null;
  if (INVISIBLE.test(name)) return 'invisible';
  const stem = name.slice(0, name.length - extension.length);
  return OTHER_ALPHABET.test(stem) && /[a-z]/i.test(stem) ? 'mixed' : null;
}

function severityIn({ rank, isExchange }: WebPlace) {
  if (rank === 1) return 'high';
  return isExchange ? 'medium' : 'low';
}
