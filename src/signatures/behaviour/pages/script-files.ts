/** Extensions that a Windows server or its users execute. */
const EXECUTABLE =
  /\.(?:aspx|ashx|asmx|asax|ascx|asp|asa|cer|cdx|cshtml|vbhtml|php\d?|jspx?|svc|soap|exe|dll|bat|cmd|ps1|vbs|vbe|hta|wsf|scr|com)\s*$/i;

/** Whether a path with this ending names something that is executed. Streams, trailing dots and spaces do not hide it. */
export function isExecutableEnding(ending: string): boolean {
  return EXECUTABLE.test(ending.replace(/(?:::?\$data|[. ])+$/i, ''));
}

/** Whether a text reads like code of a page or of a Windows script. */
export function looksLikeScript(text: string): boolean {
  return /<%|<script[^>]{0,100}runat|<\?php|\bcreateobject\s*\(|<!--\s*#include|\beval\s*\(|\bexecute\s*\(|^MZ/i.test(
    text.slice(0, 100_000),
  );
}

/** Whether a text reads like code that does something for whoever asks, rather than menus and settings put between tags of a page. */
export function actsAsScript(text: string): boolean {
  return (
    looksLikeScript(text) &&
    /\b(?:createobject|getobject|eval(?:uate)?|execute(?:global)?|request|filesystemobject|adodb|shell|process|runat)\b|<\?php|^MZ|<!--\s*#include/i.test(
      text.slice(0, 100_000),
    )
  );
}

/** Whether a text has words of the page's own around data, and no code. */
export function isSentence(text: string): boolean {
  return (text.match(/[a-z]{3,}/gi)?.length ?? 0) >= 3 && !looksLikeScript(text);
}

/**
 * Whether a path has a folder of the application's own in it. An upload page that keeps files beside itself, or in a web root, is there to
 * bring in pages.
 */
export function namesFolder(path: string): boolean {
  return /\w/.test(path.replace(/^[~.\\/]+$/, '')) && !/wwwroot|aspnet_client|\\owa\\auth|httpproxy/i.test(path);
}
