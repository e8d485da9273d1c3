import detector from '../../../src/detectors/iis/foreign-control-adapter.js';
import { readConfigurationFile } from '../../../src/formats/iis-config/read-configuration-file.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';

/** A browser definition with these adapters; the first of them is line 2. */
const adapters = (...lines: string[]) =>
  readConfigurationFile(
    Buffer.from(
      `<browsers><browser refID="Default"><controlAdapters>\n${lines.join('\n')}\n</controlAdapters></browser></browsers>`,
    ),
  );
const adapter = (control: string, type: string) => `<adapter controlType="${control}" adapterType="${type}" />`;
const at = (folder: string) => ({
  artifact: fakeArtifact({ kind: 'web-content', windowsPath: `${folder}\\App_Browsers\\a.browser` }),
});
const OWA = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa';
const SHOP = 'D:\\sites\\shop';
const PAGE = 'System.Web.UI.Page';

testDetector(detector, {
  hits: [
    {
      name: 'a class that stands in for every page where everybody logs on',
      input: adapters(adapter(PAGE, 'Example.Adapter, Example')),
      context: at(OWA),
      detections: [
        {
          message: 'foreign',
          at: { line: 2 },
          severity: 'critical',
          data: { type: 'Example.Adapter, Example', control: PAGE },
        },
      ],
    },
    {
      name: 'one of another application of Exchange, in App_Code, that says it is of .NET',
      input: adapters(adapter('System.Web.UI.WebControls.Label', 'System.Web.UI.Adapters.LabelAdapter')),
      context: at(OWA.replace('FrontEnd\\HttpProxy\\owa', 'ClientAccess\\ecp')),
      detections: [{ message: 'foreign', at: { line: 2 }, severity: 'medium' }],
    },
    {
      name: 'a writer of all markup',
      input: readConfigurationFile(
        Buffer.from(
          '<browsers><browser refID="Default">\n<controlAdapters markupTextWriterType="Example.Writer, Example" />\n</browser></browsers>',
        ),
      ),
      context: at(OWA),
      detections: [{ message: 'foreign', at: { line: 2 }, severity: 'critical' }],
    },
    {
      name: 'for every application of the server',
      input: adapters(adapter(PAGE, 'Example.Adapter, Example')),
      context: {
        artifact: fakeArtifact({
          kind: 'web-content',
          windowsPath: 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Config\\Browsers\\z.browser',
        }),
      },
      detections: [{ message: 'foreign', at: { line: 2 }, severity: 'critical' }],
    },
    {
      name: 'an assembly or a source of the application in which something malicious was found',
      input: adapters(adapter(PAGE, 'Shop.Adapter, Shop'), adapter(PAGE, 'Shop.Other')),
      context: {
        ...at(SHOP),
        flaggedFiles: {
          [`${SHOP}\\bin\\shop.dll`.toLowerCase()]: ['x.y'],
          [`${SHOP}\\app_code\\other.cs`.toLowerCase()]: ['x.y'],
        },
      },
      detections: [
        { message: 'flagged', at: { line: 2 }, severity: 'critical' },
        { message: 'flagged', at: { line: 3 }, severity: 'critical' },
      ],
    },
    {
      name: 'adapters of an application that is none of Exchange',
      input: adapters(
        adapter('System.Web.UI.WebControls.Menu', 'CSSFriendly.MenuAdapter, CSSFriendly'),
        adapter('System.Web.UI.WebControls.Login', 'Shop.LoginAdapter'),
      ),
      context: at(SHOP),
      detections: [{ message: 'own', at: { line: 2 }, severity: 'informational', data: { count: 2 } }],
    },
  ],
  misses: [
    {
      name: 'adapters of .NET itself',
      looksAlike: true,
      context: at(OWA),
      input: adapters(
        adapter('System.Web.UI.WebControls.Menu', 'System.Web.UI.WebControls.Adapters.MenuAdapter'),
        adapter(PAGE, 'System.Web.UI.Adapters.PageAdapter, System.Web'),
        '<adapter controlType="System.Web.UI.WebControls.Menu" adapterType="" />',
      ),
    },
    {
      name: 'what is no adapter, and what is no browser definition',
      context: at(OWA),
      input: readConfigurationFile(
        Buffer.from(
          '<configuration><controlAdapters><adapter adapterType="A.B, A" /></controlAdapters></configuration>',
        ),
      ),
    },
  ],
});
