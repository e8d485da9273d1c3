/**
 * How likely the product or an administrator put a file into a folder, from what is known of Windows and of intrusions.
 * `system`: Windows or .NET; `exchange`: the Exchange root; `web`: what IIS serves; `vendor`: Program Files;
 * `writable`: where every account or a web worker may write; `remote`: another machine; `odd`: anything else.
 */
export type FolderTrust = 'system' | 'exchange' | 'web' | 'vendor' | 'writable' | 'remote' | 'odd';

const WRITABLE =
  /^(?:%windir%\\(?:temp|tasks|debug|fonts|help|tracing|system32\\(?:spool|tasks|config\\systemprofile))|c:\\(?:temp|tmp|programdata|users|perflogs|\$recycle\.bin|system volume information|recovery|documents and settings))(?:\\|$)|\\(?:temp|tmp|appdata|\$recycle\.bin)\\/;

/** Judges a canonical path (`ServerPaths.canonical`). */
export function folderTrust(canonicalPath: string): FolderTrust {
  if (canonicalPath.startsWith('\\\\')) return 'remote';
  if (WRITABLE.test(canonicalPath)) return 'writable';
  if (canonicalPath.startsWith('%exi%')) return 'exchange';
  if (canonicalPath.startsWith('%windir%\\')) return 'system';
  if (/^[a-z]:\\inetpub(?:\\|$)/.test(canonicalPath)) return 'web';
  if (/^[a-z]:\\program files(?: \(x86\))?\\/.test(canonicalPath)) return 'vendor';
  return 'odd';
}
