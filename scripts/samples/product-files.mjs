// Files that Exchange and IIS ship. Their text stands for the product's; none of it is Microsoft's.
import { EXCHANGE } from './servers.mjs';

/** A few hundred product files by name. `shipped`: rows of baseline-web-paths.tsv. */
export function* productFiles({ column, build, full }, shipped) {
  const code = new Set(['aspx', 'ascx', 'ashx', 'asmx', 'svc', 'asax', 'master', 'htm']);
  const names = shipped.filter((row) => row[column] === '1' && code.has(row[1])).map((row) => row[0]);
  for (const [index, name] of names.entries()) {
    // All of the front end, where shells are dropped, and a fifth of the back end.
    if (/\\(forms|oscs|microservice|adminapi)\\|-liveid|reporting|xrop/.test(name)) continue;
    if (name.startsWith('clientaccess\\ecp') && index % 5 !== 0) continue;
    const path = name
      .replaceAll('\\', '/')
      .replaceAll('<ver>', name.includes('ecp') || name.includes('prem') ? full : build);
    yield [cased(path), productText(path)];
  }
}

function cased(path) {
  return path
    .replace(/^clientaccess/, 'ClientAccess')
    .replace(/^frontend\/httpproxy/, 'FrontEnd/HttpProxy')
    .replace(/^frontend/, 'FrontEnd');
}

function productText(path) {
  const name = (path.split('/').pop() ?? '').replace(/\W/g, '_');
  const extension = path.split('.').pop();
  const note = '<%-- Stands for a file of the product; written for this sample. --%>\r\n';
  switch (extension) {
    case 'asax':
      return `<%@ Application Inherits="Microsoft.Exchange.HttpProxy.ProxyApplication" Language="C#" %>\r\n`;
    case 'svc':
      return `<%@ ServiceHost Language="C#" Service="Microsoft.Exchange.Sample.${name}" Factory="Microsoft.Exchange.Sample.ServiceFactory" %>\r\n`;
    case 'asmx':
      return `<%@ WebService Language="C#" Class="Microsoft.Exchange.Sample.${name}" %>\r\n`;
    case 'ashx':
      return `<%@ WebHandler Language="C#" Class="Microsoft.Exchange.Sample.${name}" %>\r\n`;
    case 'ascx':
      return `<%@ Control Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.Sample.${name}" %>\r\n${note}<span class="label"><%= this.Caption %></span>\r\n`;
    case 'master':
      return `<%@ Master Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.Sample.${name}" %>\r\n${note}<asp:ContentPlaceHolder ID="Body" runat="server" />\r\n`;
    case 'htm':
      return '<html><head><title>Outlook</title></head><body></body></html>\r\n';
    default:
      return `<%@ Page Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.Sample.${name}" %>\r\n${note}<html><head><title><%= this.PageTitle %></title></head><body><form runat="server"></form></body></html>\r\n`;
  }
}

/** What lies in the root of the default site, and what the logon page links to. */
export function* siteRoot({ build }) {
  yield [
    'inetpub/wwwroot/iisstart.htm',
    '<html><head><title>IIS</title></head><body><img src="iisstart.png"></body></html>\r\n',
  ];
  yield [
    'inetpub/wwwroot/aspnet_client/system_web/4_0_30319/index.txt',
    'Stands for the folder of client scripts.\r\n',
  ];
  const auth = `${EXCHANGE}/FrontEnd/HttpProxy/owa/auth/${build}`;
  yield [`${auth}/themes/resources/logon.css`, 'body { font-family: sans-serif; }\r\n'];
  yield [
    `${auth}/scripts/premium/flogon.js`,
    'function focusUserName() {\r\n  document.forms[0].elements["username"].focus();\r\n}\r\n',
  ];
}
