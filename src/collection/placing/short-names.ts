/**
 * Folders of Windows, Exchange and ASP.NET by their first six characters: what Windows makes of a long name for programs that know
 * names of eight characters and an extension of three only. Program Files takes three of the numbers, in the order in which setup
 * makes the folders; in others the number says nothing.
 */
const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['progra~1', 'Program Files'],
  ['progra~2', 'Program Files (x86)'],
  ['progra~3', 'ProgramData'],
  ['docume', 'Documents and Settings'],
  ['micros', 'Microsoft'],
  ['micros.net', 'Microsoft.NET'],
  ['exchan', 'Exchange Server'],
  ['transp', 'TransportRoles'],
  ['fronte', 'FrontEnd'],
  ['httppr', 'HttpProxy'],
  ['client', 'ClientAccess'],
  ['aspnet', 'aspnet_client'],
  ['tempor', 'Temporary ASP.NET Files'],
]);

const SHORT_NAME = /(?<=[\\/])([a-z]{6})(~\d)(\.net)?(?=[\\/]|$)/gi;

/** The same path, or text with paths in it, with the long names of folders that servers have; names of others stay. */
export function withLongNames(text: string): string {
  if (!text.includes('~')) return text;
  return text.replace(SHORT_NAME, (whole, start: string, number: string, extension = '') => {
    const name = `${start}${extension}`.toLowerCase();
    return LONG_NAMES.get(`${name}${number}`) ?? LONG_NAMES.get(name) ?? whole;
  });
}
