import { createWebContent, type WebContent } from '../../../src/formats/views/web-content.js';

/** A page that a test writes itself. */
export function inlinePage(extension: string, text: string): WebContent {
  return createWebContent(Buffer.from(text), { extension });
}

export const classicPage = (...lines: string[]) => inlinePage('asp', `<%\r\n${lines.join('\r\n')}\r\n%>`);
export const csharpPage = (...lines: string[]) =>
  inlinePage('aspx', `<%@ Page Language="C#" %>\r\n<% ${lines.join('\r\n')} %>`);
export const basicPage = (...lines: string[]) =>
  inlinePage('aspx', `<%@ Page Language="VB" %>\r\n<%\r\n${lines.join('\r\n')}\r\n%>`);
export const jscriptPage = (...lines: string[]) =>
  inlinePage('asp', `<%@ Language="JScript" %>\r\n<% ${lines.join('\r\n')} %>`);
