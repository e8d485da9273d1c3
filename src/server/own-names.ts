import type { Site } from './configuration/sites.js';

/** Names that bindings of http and https give, and the server's own. Lower case, without ports; wildcards keep their `*.`. */
export function ownNames(host: string | null, sites: readonly Site[]): ReadonlySet<string> {
  const bound = sites.flatMap(({ bindings }) =>
    bindings.flatMap(({ protocol, information }) =>
      /^https?$/i.test(protocol) ? (/:\d{1,5}:([^:]{1,253})$/.exec(information)?.[1] ?? []) : [],
    ),
  );
  return new Set([...(host === null ? [] : [host]), ...bound].map((name) => name.toLowerCase()));
}

/** Whether a name is one of the server's, or of the domain that one of them is in. */
export function isOwnName(name: string, own: ReadonlySet<string>): boolean {
  const wanted = name.toLowerCase();
  for (const known of own) {
    const plain = known.replace(/^\*\./, '');
    if (wanted === plain) return true;
    // `mail.corp.example` and `www.corp.example`: the part that both share has to be a domain of somebody.
    const domain = domainOf(plain);
    if (domain !== null && (wanted === domain || wanted.endsWith(`.${domain}`))) return true;
  }
  return false;
}

/** Suffixes below which anybody gets a name. */
const SHARED =
  /^(?:(?:co|com|net|org|gov|edu|ac|or|ne|go)\.[a-z]{2}|azurewebsites\.net|cloudapp\.net|cloudapp\.azure\.com|amazonaws\.com|github\.io|herokuapp\.com|duckdns\.org|no-ip\.org|ddns\.net|ngrok\.io|workers\.dev|pages\.dev|vercel\.app|netlify\.app)$/;

/** The last two labels, or three where two are a suffix that many share; null where a name has no domain. */
function domainOf(name: string): string | null {
  const labels = name.split('.');
  if (labels.length < 2 || /^[\d.]+$/.test(name)) return null;
  const two = labels.slice(-2).join('.');
  if (!SHARED.test(two)) return two;
  return labels.length < 3 ? null : labels.slice(-3).join('.');
}
