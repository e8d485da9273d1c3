import type { CollectedFile } from '../model/collected-file.js';
import type { Inspected } from '../model/detector.js';
import { exchangeRootsIn, normalPath } from './exchange-path.js';
import { windowsPathsOf } from './windows-paths.js';

/**
 * A folder that a web server answers from, or that intruders use for pages. Ranks of WEB-01: 1 executes for anybody, 2 needs a
 * logon or a change of configuration, 3 is unusual for pages or belongs to other applications too.
 */
export interface WebPlace {
  readonly rank: 1 | 2 | 3;
  /** Fit for a message: `the logon folder of Outlook on the web`. */
  readonly name: string;
  /** A folder whose contents Exchange setup alone decides. */
  readonly isExchange: boolean;
}

/** Path in lower case below the Exchange root, else the whole path. */
const EXCHANGE_PLACES: readonly (readonly [RegExp, WebPlace['rank'], string])[] = [
  [/^frontend\\httpproxy\\owa\\auth\\/, 1, 'the logon folder of Outlook on the web'],
  [/^frontend\\httpproxy\\ecp\\auth\\/, 1, 'the logon folder of the control panel'],
  [/^frontend\\httpproxy\\/, 2, 'a front-end folder of Exchange'],
  [/^clientaccess\\/, 2, 'a back-end folder of Exchange'],
];

const SITE_PLACES: readonly (readonly [RegExp, WebPlace['rank'], string])[] = [
  [/^[a-z]:\\inetpub\\(?:[^\\]+\\)*aspnet_client\\/, 1, 'the aspnet_client folder'],
];

/** Only where Exchange runs: elsewhere applications of one's own live here. */
const EXCHANGE_SERVER_PLACES: readonly (readonly [RegExp, WebPlace['rank'], string])[] = [
  [/^[a-z]:\\inetpub\\wwwroot\\[^\\]+$/, 1, "the site's root folder"],
  [/^[a-z]:\\inetpub\\(?!logs\\|history\\|temp\\)/, 3, 'a folder below inetpub'],
];

const SYSTEM_PLACES: readonly (readonly [RegExp, WebPlace['rank'], string])[] = [
  [/^[a-z]:\\windows\\system32\\(?:inetsrv|rpcproxy|certsrv)\\/, 3, 'a web folder of Windows'],
  [/^[a-z]:\\windows\\microsoft\.net\\framework(?:64)?\\[^\\]+\\asp\.netwebadminfiles\\/, 3, 'a web folder of Windows'],
  [/^[a-z]:\\(?:programdata|users\\public|users\\all users)\\/, 3, 'a data folder'],
  [/^[a-z]:\\(?:windows\\temp|perflogs|\$recycle\.bin|temp)\\/, 3, 'a temporary folder'],
];

/** Where the files of one host lie. */
export interface WebPlaces {
  readonly hasExchange: boolean;
  /** Null for places that pages of any application may lie in, and for those that no web server answers from. */
  placeOf(windowsPath: string): WebPlace | null;
}

/** Several detectors ask of the same files. */
const PLACES = new WeakMap<readonly Inspected<CollectedFile>[], WebPlaces>();

/** @param inputs all files of one host. */
export function webPlacesOf(inputs: readonly Inspected<CollectedFile>[]): WebPlaces {
  const known = PLACES.get(inputs) ?? placesAmong(windowsPathsOf(filesAmong(inputs)));
  PLACES.set(inputs, known);
  return known;
}

/** Without links, which lie anywhere. */
function* filesAmong(inputs: readonly Inspected<CollectedFile>[]) {
  for (const { input } of inputs) if (input.artifact.kind !== 'link') yield input.artifact;
}

function placesAmong(windowsPaths: Iterable<string>): WebPlaces {
  const roots = exchangeRootsIn(windowsPaths);
  const hasExchange = roots.length > 0;
  return {
    hasExchange,
    placeOf(windowsPath) {
      const path = normalPath(windowsPath);
      const root = roots.find((one) => path.startsWith(one));
      if (root !== undefined) return firstOf(EXCHANGE_PLACES, path.slice(root.length), true);
      return (
        firstOf(SITE_PLACES, path, false) ??
        (hasExchange ? firstOf(EXCHANGE_SERVER_PLACES, path, false) : null) ??
        firstOf(SYSTEM_PLACES, path, false)
      );
    },
  };
}

function firstOf(
  places: readonly (readonly [RegExp, WebPlace['rank'], string])[],
  path: string,
  isExchange: boolean,
): WebPlace | null {
  const found = places.find(([pattern]) => pattern.test(path));
  return found === undefined ? null : { rank: found[1], name: found[2], isExchange };
}

/** Extensions that IIS executes as installed with ASP.NET, or once a usual role or handler is added. */
export const PAGE_EXTENSIONS: ReadonlySet<string> = new Set(
  'aspx ashx asmx ascx asax master svc soap rem xamlx xoml rules aspq cshtml cshtm vbhtml vbhtm asp asa cer cdx htr idc stm shtml php php5 phtml jsp jspx cfm'.split(
    ' ',
  ),
);

/** Of these no folder of Exchange holds one that setup did not put there (WEB-01). */
export const UNUSUAL_PAGE_EXTENSIONS: ReadonlySet<string> = new Set(
  [...PAGE_EXTENSIONS].filter((extension) => !['aspx', 'ascx', 'svc', 'master'].includes(extension)),
);

/** URL of a folder in which no application has pages. */
export const PAGELESS_FOLDER = /\/(?:aspnet_client|app_data|uploads?|images?|img|css|js|scripts?|temp|tmp|fonts?)\//i;
