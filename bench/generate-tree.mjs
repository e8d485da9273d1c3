// Writes a seeded tree of web content that looks, to a scanner, like what a collection of an Exchange server holds: product pages
// and scripts, most of them in several version folders, resources, configuration, assemblies. The same seed gives the same bytes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS =
  `the of and to in is for on that by this with you it not or be are from at as your all have new more an was we will home can us about
  if page my has search free but our one other do no information time they site he up may what which their news out use any there see
  only so his when contact here business who web also now help get view online first been would how were services some these click its
  like service than find price date back top people had list name just over state year day into email two health world next used go
  work last most products music buy data make them should product system post her city add policy number such please available
  copyright support message after best software then good video well where info rights public books high school through each links
  she review years order very privacy book items company read group need many user said does set under general research university
  january mail full map reviews program life`.split(/\s+/);

const CSHARP = [
  (r) => `        private static readonly string ${name(r)} = "${words(r, 4)}";`,
  (r) =>
    `        if (string.IsNullOrEmpty(this.${name(r)}))\n        {\n            throw new ArgumentNullException("${word(r)}");\n        }`,
  (r) => `        string ${word(r)} = Request.QueryString["${word(r)}"];`,
  (r) =>
    `        foreach (var ${word(r)} in this.${name(r)}.GetItems(${Math.floor(r() * 100)}))\n        {\n            ${word(r)}.${name(r)}();\n        }`,
  (r) => `        // ${words(r, 9)}`,
  (r) => `        ${name(r)}.Text = HttpUtility.HtmlEncode(${word(r)} + "${word(r)}");`,
  (r) =>
    `        using (var reader = new StreamReader(Server.MapPath("~/App_Data/${word(r)}.xml")))\n        {\n            return reader.ReadToEnd();\n        }`,
  (r) =>
    `        protected void ${name(r)}_Click(object sender, EventArgs e)\n        {\n            this.${name(r)} = ${Math.floor(r() * 1000)};\n        }`,
];
const SCRIPT = [
  (r) =>
    `function ${word(r)}${name(r)}(a,b){var c=a.${word(r)}||{};return b&&c.${word(r)}?c.${word(r)}(${Math.floor(r() * 9999)}):null}`,
  (r) =>
    `var ${word(r)}=document.getElementById("${word(r)}");if(${word(r)}){${word(r)}.innerHTML="<b>${words(r, 5)}</b>";}`,
  (r) => `_a.${name(r)}=function(){return this.$${Math.floor(r() * 99)}.${word(r)}.apply(this,arguments)};`,
];

const pick = (r, list) => list[Math.floor(r() * list.length)];
const word = (r) => pick(r, WORDS);
const words = (r, count) => Array.from({ length: count }, () => word(r)).join(' ');
const name = (r) => word(r).replace(/^./, (c) => c.toUpperCase()) + word(r).replace(/^./, (c) => c.toUpperCase());

function until(size, part) {
  const parts = [];
  for (let length = 0; length < size; ) {
    const next = part();
    parts.push(next);
    length += next.length + 1;
  }
  return parts.join('\n');
}

const html = (r, size) =>
  until(
    size,
    () =>
      `  <div class="${word(r)}-${word(r)}" id="${word(r)}"><span>${words(r, 8)}</span><a href="/${word(r)}/${word(r)}.aspx">${words(r, 3)}</a></div>`,
  );

const MAKERS = {
  aspx: (r, size) =>
    `<%@ Page Language="C#" AutoEventWireup="true" Inherits="Microsoft.Exchange.${name(r)}.${name(r)}" %>\r\n<%@ Import Namespace="Microsoft.Exchange.${name(r)}" %>\r\n<html><body>\r\n${html(r, size * 0.6)}\r\n<script runat="server">\r\n${until(size * 0.4, () => pick(r, CSHARP)(r))}\r\n</script>\r\n<%= ${name(r)}.${name(r)} %>\r\n</body></html>`,
  ascx: (r, size) =>
    `<%@ Control Language="C#" ClassName="${name(r)}" %>\r\n${html(r, size)}\r\n<% if (${name(r)}) { %><asp:Label runat="server" Text="${words(r, 4)}" /><% } %>`,
  ashx: (r, size) =>
    `<%@ WebHandler Language="C#" Class="${name(r)}" %>\r\nusing System;\r\nusing System.Web;\r\npublic class ${name(r)} : IHttpHandler\r\n{\r\n${until(size, () => pick(r, CSHARP)(r))}\r\n}`,
  js: (r, size) => until(size, () => pick(r, SCRIPT)(r)),
  css: (r, size) =>
    until(
      size,
      () =>
        `.${word(r)} .${word(r)}{color:#${Math.floor(r() * 4096).toString(16)};margin:${Math.floor(r() * 20)}px;background:url(../${word(r)}.png)}`,
    ),
  htm: (r, size) => `<!DOCTYPE html><html><body>${html(r, size)}</body></html>`,
  xml: (r, size) =>
    `<?xml version="1.0" encoding="utf-8"?>\r\n<root>\r\n${until(size, () => `  <${word(r)} name="${name(r)}" value="${words(r, 3)}" />`)}\r\n</root>`,
  config: (r, size) =>
    `<?xml version="1.0"?>\r\n<configuration>\r\n  <system.webServer>\r\n${until(size, () => `    <add name="${name(r)}" path="*.${word(r)}" type="Microsoft.Exchange.${name(r)}, Microsoft.Exchange.${name(r)}" />`)}\r\n  </system.webServer>\r\n</configuration>`,
  png: (r, size) => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), noise(r, size)]),
  dll: (r, size) => {
    const parts = [Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), noise(r, 512)];
    for (let length = 0; length < size; length += 4096) {
      parts.push(
        noise(r, 2560),
        Buffer.from(until(700, () => `get_${name(r)}`).replaceAll('\n', '\0'), 'latin1'),
        Buffer.alloc(800),
      );
    }
    return Buffer.concat(parts);
  },
};

function noise(r, size) {
  const bytes = Buffer.alloc(Math.ceil(size / 4) * 4);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(r() * 4294967296), at);
  return bytes;
}

/** Extension, share of the files, median size in bytes. */
const MIX = [
  ['aspx', 0.2, 6_000],
  ['ascx', 0.08, 3_000],
  ['ashx', 0.02, 2_500],
  ['js', 0.24, 20_000],
  ['css', 0.08, 9_000],
  ['htm', 0.08, 7_000],
  ['xml', 0.06, 12_000],
  ['config', 0.04, 6_000],
  ['png', 0.17, 3_000],
  ['dll', 0.03, 220_000],
];

function kindAt(roll) {
  let sum = 0;
  for (const kind of MIX) {
    sum += kind[1];
    if (roll < sum) return kind;
  }
  return MIX[0];
}

/** @returns how many files and bytes lie below `folder` afterwards. */
export function generateTree(folder, { files = 6_000, seed = 20210302 } = {}) {
  const r = randomOf(seed);
  let bytes = 0;
  const seen = [];
  for (let index = 0; index < files; index += 1) {
    const version = `15.1.${2000 + Math.floor(r() * 6)}.${Math.floor(r() * 4)}`;
    const below = path.join(
      'Exchange Server',
      'V15',
      pick(r, ['ClientAccess', 'FrontEnd']),
      pick(r, ['owa', 'ecp', 'ews', 'oab']),
      version,
      word(r),
    );
    mkdirSync(path.join(folder, below), { recursive: true });
    // One file in four is one that another version folder has as well.
    let made = r() < 0.25 ? pick(r, seen) : undefined;
    if (made === undefined) {
      const [extension, , median] = kindAt(r());
      const size = median * Math.exp((r() + r() + r() - 1.5) * 2);
      made = { extension, content: Buffer.from(MAKERS[extension](r, size)) };
      if (seen.length < 2_000) seen.push(made);
    }
    writeFileSync(path.join(folder, below, `${word(r)}${index}.${made.extension}`), made.content);
    bytes += made.content.length;
  }
  return { files, bytes };
}
