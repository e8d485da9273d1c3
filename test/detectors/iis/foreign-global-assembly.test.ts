import detector from '../../../src/detectors/iis/foreign-global-assembly.js';
import { readImage } from '../../../src/formats/pe/read-image.js';
import { buildImage, tokenOf } from '../../formats/pe/build-image.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';

const GAC = 'C:\\Windows\\Microsoft.NET\\assembly';
const KEY = Buffer.from('a made-up key');
const TOKEN = tokenOf(KEY);

const files = (...paths: readonly string[]) =>
  paths.map((windowsPath, id) => {
    const artifact = fakeArtifact({ id, kind: 'pe', windowsPath });
    return { input: { artifact, sha256: null }, artifact };
  });
const cached = (name: string, token: string, file = `${name}.dll`) =>
  `${GAC}\\GAC_MSIL\\${name}\\v4.0_1.0.0.0__${token}\\${file}`;

function image(name: string, publicKey?: Buffer) {
  const assembly = { name, references: ['System.Web'], types: [], strings: [], ...(publicKey && { publicKey }) };
  const read = readImage(buildImage({ assembly }));
  if (read === null) throw new Error('not an image');
  return read;
}

const INTEROP = cached('Microsoft.Exchange.Security.Interop', TOKEN);

testDetector(detector, {
  hits: [
    {
      name: 'names of Exchange, ASP.NET and others of Microsoft under a foreign key',
      inputs: files(
        `C:\\Windows\\assembly\\GAC_64\\System.Web.Extender\\2.0.0.0__${TOKEN}\\System.Web.Extender.dll`,
        INTEROP,
        cached('Microsoft.Example.Helper', TOKEN),
      ),
      context: { images: { [INTEROP]: image('Microsoft.Exchange.Security.Interop', KEY) } },
      detections: [
        { message: 'posing', at: { label: 'assembly' }, severity: 'medium', data: { token: TOKEN } },
        {
          message: 'posing',
          at: { label: 'refers to', text: `${INTEROP}: System.Web` },
          severity: 'high',
          data: { file: INTEROP },
        },
        { message: 'posing', at: { label: 'assembly' }, severity: 'high' },
      ],
    },
    {
      name: 'files that are not what their folder says',
      inputs: files(
        cached('Example.Tools', TOKEN),
        cached('Vendor.Tools', TOKEN, 'helper.dll'),
        `${GAC}\\GAC_MSIL\\helper.dll`,
        `${GAC}\\GAC_MSIL\\Vendor.Unsigned\\v4.0_1.0.0.0__\\Vendor.Unsigned.dll`,
      ),
      context: { images: { [cached('Example.Tools', TOKEN)]: image('Example.Tools') } },
      detections: [
        { message: 'renamed', at: { label: 'signature' }, severity: 'medium', data: { name: 'Example.Tools' } },
        { message: 'renamed', at: { label: 'assembly' }, severity: 'medium', data: { name: 'Vendor.Tools' } },
        { message: 'unsigned', at: { label: 'assembly' }, severity: 'medium' },
        { message: 'misplaced', at: { label: 'assembly' }, severity: 'medium' },
      ],
    },
    {
      name: 'products, each by its key and only as context',
      inputs: files(
        ...Array.from({ length: 40 }, (_, i) => cached(`Vendor.Part${i}`, TOKEN)),
        cached('Other.Library', '0123456789abcdef'),
      ),
      detections: [
        {
          message: 'publisher',
          at: { label: 'assembly', text: cached('Other.Library', '0123456789abcdef') },
          severity: 'informational',
          outcome: 'hygiene',
          data: { count: 1, token: '0123456789abcdef', names: ['Other.Library'] },
        },
        {
          message: 'publisher',
          at: { label: 'assembly' },
          severity: 'informational',
          data: { count: 40, token: TOKEN },
        },
      ],
    },
  ],
  misses: [
    { name: 'an assembly elsewhere', inputs: files('C:\\Tools\\Microsoft.Exchange.Tools.dll') },
    {
      name: 'what .NET, Windows and Exchange have there, in several files and for several languages',
      looksAlike: true,
      inputs: files(
        cached('System.Web', 'b03f5f7f11d50a3a'),
        cached('Microsoft.Exchange.Data', '31BF3856AD364E35'),
        cached('System.ValueTuple', 'cc7b13ffcd2ddd51'),
        cached('netstandard', 'cc7b13ffcd2ddd51'),
        `${GAC}\\GAC_64\\System.EnterpriseServices\\v4.0_4.0.0.0__b03f5f7f11d50a3a\\System.EnterpriseServices.dll`,
        `${GAC}\\GAC_64\\System.EnterpriseServices\\v4.0_4.0.0.0__b03f5f7f11d50a3a\\System.EnterpriseServices.Wrapper.dll`,
        `${GAC}\\GAC_MSIL\\dfsvc\\v4.0_4.0.0.0__b03f5f7f11d50a3a\\dfsvc.exe`,
        `${GAC}\\GAC_MSIL\\mscorlib.resources\\v4.0_4.0.0.0_de_b77a5c561934e089\\mscorlib.resources.dll`,
        'C:\\Windows\\assembly\\GAC\\stdole\\7.0.3300.0__b03f5f7f11d50a3a\\stdole.dll',
        'C:\\Windows\\assembly\\GAC_MSIL\\office\\15.0.0.0__71e9bce111e9429c\\OFFICE.DLL',
        'C:\\Windows\\assembly\\NativeImages_v4.0.30319_64\\System.Web\\0a1b2c3d4e5f60718293a4b5c6d7e8f9\\System.Web.ni.dll',
        'C:\\Windows\\assembly\\pubpol1.dat',
      ),
    },
  ],
});

const sqlite = cached('System.Data.SQLite', 'db937bc2d44ff139');
testDetector(detector, {
  hits: [
    {
      name: 'a library of others with a name like Microsoft, under the key that it has',
      inputs: files(sqlite),
      detections: [{ message: 'publisher', at: { label: 'assembly', text: sqlite }, severity: 'informational' }],
    },
  ],
  misses: [
    { name: 'a picture', inputs: files(`${GAC}\\GAC_MSIL\\x.png`) },
    { name: 'a page of an application', looksAlike: true, inputs: files('C:\\inetpub\\wwwroot\\bin\\Vendor.dll') },
  ],
});
