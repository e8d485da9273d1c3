/** A hive is told by the keys below its root: its file may bear any name. */
interface HiveKind {
  /** Lower case; one of these lies right below the root. */
  readonly rootKeys: readonly string[];
  /** Where Windows shows it. */
  readonly prefix: string;
  /** Keys whose values are read, from below the root: `*` is any name, `**` at the end whatever lies below. Lower case. */
  readonly wanted: readonly (readonly string[])[];
}

const WINDOWS = 'microsoft\\windows\\currentversion';
const NT = 'microsoft\\windows nt\\currentversion';

/** What starts something, says what is installed, or which server it is; the rest of a hive is many times as large. */
const SOFTWARE = [
  '*',
  `${WINDOWS}\\run\\**`,
  `${WINDOWS}\\runonce\\**`,
  `${WINDOWS}\\runonceex\\**`,
  `${WINDOWS}\\runservices\\**`,
  `${WINDOWS}\\policies\\explorer\\run\\**`,
  `${WINDOWS}\\policies\\system`,
  NT,
  `${NT}\\winlogon\\**`,
  `${NT}\\windows`,
  `${NT}\\image file execution options\\**`,
  `${NT}\\silentprocessexit\\**`,
  `${NT}\\schedule\\taskcache\\tree\\**`,
  'microsoft\\.netframework',
  'microsoft\\asp.net\\**',
  'microsoft\\inetstp\\**',
  'microsoft\\exchangeserver\\*\\setup',
  'microsoft\\exchangeserver\\*\\*\\setup',
  'microsoft\\windows defender\\exclusions\\**',
  'policies\\microsoft\\windows defender\\exclusions\\**',
];
const CONTROL_SET = [
  'services\\*',
  'services\\*\\parameters',
  'services\\http\\parameters\\**',
  'services\\portproxy\\**',
  'services\\*\\environment',
  'control\\computername\\**',
  'control\\timezoneinformation',
  'control\\lsa\\**',
  'control\\session manager',
  'control\\session manager\\environment',
  'control\\session manager\\appcertdlls',
  'control\\print\\monitors\\**',
  'control\\securityproviders\\**',
  'control\\networkprovider\\order',
];
const USER = SOFTWARE.filter((path) => !path.startsWith(`${NT}\\schedule`)).map((path) => `software\\${path}`);

/** How deep below a wanted key values are read. */
export const DEEPEST = 64;

export const HIVE_KINDS: readonly HiveKind[] = [
  {
    rootKeys: ['select', 'controlset001', 'controlset002'],
    prefix: 'HKEY_LOCAL_MACHINE\\SYSTEM',
    wanted: [['select'], ...CONTROL_SET.map((path) => ['*', ...path.split('\\')])],
  },
  {
    rootKeys: ['microsoft'],
    prefix: 'HKEY_LOCAL_MACHINE\\SOFTWARE',
    wanted: [...SOFTWARE, ...SOFTWARE.map((path) => `wow6432node\\${path}`)].map((path) => path.split('\\')),
  },
  {
    rootKeys: ['environment', 'software'],
    prefix: 'HKEY_CURRENT_USER',
    wanted: ['environment', ...USER].map((path) => path.split('\\')),
  },
];
