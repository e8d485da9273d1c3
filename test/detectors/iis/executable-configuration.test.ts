import detector from '../../../src/detectors/iis/executable-configuration.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const front = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy';
const at = (windowsPath: string) => ({ artifact: fakeArtifact({ windowsPath }) });

testDetector(detector, {
  hits: [
    {
      name: 'code in a comment',
      input: configuration('<system.webServer />', '<!-- -->', '<!--', '<% Response.Write("fixture") %>', '-->'),
      detections: [{ message: 'code', at: { type: 'content', line: 4, column: 1 }, severity: 'critical' }],
    },
    {
      name: 'code in an element',
      input: configuration('<appSettings><![CDATA[<script runat="server">]]></appSettings>'),
      detections: [{ message: 'code', at: { line: 2 } }],
    },
    {
      name: 'a file that changes what runs where there is none',
      input: configuration('<system.webServer><handlers /></system.webServer>'),
      context: at(`${front}\\owa\\auth\\web.config`),
      detections: [
        { message: 'misplaced', at: { line: 1 }, severity: 'high', data: { sections: ['system.webServer/handlers'] } },
      ],
    },
    {
      name: 'a file that only redirects, as a posture',
      input: configuration('<system.webServer><httpRedirect enabled="true" destination="/owa" /></system.webServer>'),
      context: at('C:\\inetpub\\wwwroot\\aspnet_client\\web.config'),
      detections: [{ message: 'extra', at: { line: 1 }, severity: 'low', outcome: 'hygiene' }],
    },
    {
      name: 'a payload in a setting',
      input: configuration(`<appSettings><add key="k" value="${'QUJD'.repeat(2000)}" /></appSettings>`),
      detections: [{ message: 'payload', at: { line: 2 }, severity: 'high', data: { length: 8000 } }],
    },
  ],
  misses: [
    {
      name: 'a file of Exchange where it belongs',
      input: configuration('<system.webServer><handlers /></system.webServer>'),
      context: at(`${front}\\owa\\web.config`),
    },
    {
      name: 'comments with markup and placeholders, long settings that are text',
      looksAlike: true,
      input: configuration(
        '<!-- use <add name="x"/> and <script src="x.js"> with <%$ Resources:Strings, Title %> -->',
        `<appSettings><add key="list" value="${'one, two, '.repeat(2000)}" /></appSettings>`,
      ),
    },
  ],
});
