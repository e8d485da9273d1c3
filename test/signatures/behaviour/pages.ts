import { createWebContent } from '../../../src/formats/views/web-content.js';
import { analyseBehaviour, type Behaviour } from '../../../src/signatures/behaviour/analyse-behaviour.js';

export function behaviourOf(extension: string, text: string): Behaviour {
  return analyseBehaviour(createWebContent(Buffer.from(text), { extension }));
}

/** What reaches sinks of the page: `kind source`. */
export function reached(extension: string, text: string): string[] {
  return behaviourOf(extension, text)
    .calls.filter(({ main }) => main.taint !== null)
    .map(({ kind, main }) => `${kind} ${main.taint?.source.what}`);
}

/** Kinds of calls that a page makes. */
export function kindsOf(extension: string, text: string): string[] {
  return behaviourOf(extension, text).calls.map(({ kind }) => kind);
}

/** A page of C#: members of its class. */
export const csharp = (code: string) => `<%@ Page Language="C#" %>\r\n<script runat="server">\r\n${code}\r\n</script>`;
export const visualBasic = (code: string) =>
  `<%@ Page Language="VB" %>\r\n<script runat="server">\r\n${code}\r\n</script>`;
export const jscript = (code: string) => `<%@ Language="JScript" %><% ${code} %>`;
export const classic = (code: string) => `<%\r\n${code}\r\n%>`;

/** Statements in a method of a page of C#. */
export const statements = (code: string) => csharp(`void P() { ${code} }`);

/** Words, each as it stands in the code, that a test goes through one by one. */
export const words = (text: string) => text.split(/\s+/).filter(Boolean);
