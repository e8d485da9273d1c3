import detector from '../../../src/detectors/webshell/application-file-with-code.js';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { V15 } from './collected-files.js';

const directive = '<%@ Application Inherits="Microsoft.Exchange.HttpProxy.ProxyApplication" Language="C#" %>';
const input = (text: string) => createWebContent(Buffer.from(text), { extension: 'asax' });
const owa = { artifact: fakeArtifact({ windowsPath: `${V15}\\FrontEnd\\HttpProxy\\owa\\global.asax` }) };
const elsewhere = { artifact: fakeArtifact({ windowsPath: 'C:\\inetpub\\wwwroot\\shop\\global.asax' }) };
const code = `${directive}\n<script runat="server">void Application_BeginRequest() { }</script>`;

testDetector(detector, {
  hits: [
    {
      name: 'code behind the directive',
      input: input(code),
      context: owa,
      detections: [{ message: 'code', at: { label: 'size' } }],
    },
    {
      name: 'code behind a second directive',
      input: input(`${directive}<%@ Import Namespace="System.IO" %>`),
      context: owa,
      detections: [{ message: 'code', at: { label: 'size' } }],
    },
  ],
  misses: [
    { name: 'the shipped line', input: input(`\ufeff${directive}\r\n`), context: owa, looksAlike: true },
    {
      name: 'the line behind a comment',
      input: input(`<%-- Copyright --%>\n${directive}`),
      context: owa,
      looksAlike: true,
    },
    { name: 'an empty file', input: input(''), context: owa },
    { name: 'another application', input: input(code), context: elsewhere, looksAlike: true },
  ],
});
