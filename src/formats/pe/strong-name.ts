/** Public key tokens of Microsoft's strong names: .NET Framework, ASP.NET, Windows, Exchange, SQL Server, Office and their extensions. */
const MICROSOFT: ReadonlySet<string> = new Set([
  'b77a5c561934e089',
  'b03f5f7f11d50a3a',
  '31bf3856ad364e35',
  '89845dcd8080cc91',
  '842cf8be1de50553',
  '71e9bce111e9429c',
]);

/** Whether a public key token is one of Microsoft's. Keys that lie open in public repositories are none. */
export function isMicrosoftToken(token: string | null): boolean {
  return token !== null && MICROSOFT.has(token.toLowerCase());
}
