import detector from '../../../src/detectors/iis/unlisted-assembly.js';
import { readImage } from '../../../src/formats/pe/read-image.js';
import { buildImage, type ImageSketch } from '../../formats/pe/build-image.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';

const exchange = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';
const at = (windowsPath: string) => ({ artifact: fakeArtifact({ kind: 'pe', windowsPath }) });
const assembly = (name: string, types: [string, string][] = []) => ({
  assembly: { name, references: ['System.Web'], types, strings: [] },
});

function image(sketch: ImageSketch) {
  const read = readImage(buildImage(sketch));
  if (read === null) throw new Error('not an image');
  return read;
}

testDetector(detector, {
  hits: [
    {
      name: 'a compiled page beside the assemblies of Exchange',
      input: image(assembly('App_Web_Container_1')),
      context: at(`${exchange}\\FrontEnd\\HttpProxy\\bin\\App_Web_Container_1.dll`),
      detections: [{ message: 'precompiled', at: { label: 'assembly' }, severity: 'critical' }],
    },
    {
      name: 'a name of Exchange without its key',
      input: image(assembly('Microsoft.Exchange.Security.Interop')),
      context: at('D:\\x.dll'),
      detections: [
        { message: 'impostor', at: { label: 'signature' }, severity: 'high', data: { token: 'no strong name' } },
      ],
    },
    {
      name: 'native and managed modules that wait',
      input: image({ exports: ['RegisterModule'], version: { CompanyName: 'Microsoft Corporation' } }),
      context: at('C:\\Windows\\System32\\inetsrv\\httputl.dll'),
      detections: [
        {
          message: 'role',
          at: { label: 'made to be', text: 'C:\\Windows\\System32\\inetsrv\\httputl.dll: native module' },
          severity: 'medium',
        },
      ],
    },
    {
      name: 'an assembly in bin that nobody ships',
      input: image(assembly('Example')),
      context: at('C:\\inetpub\\wwwroot\\bin\\Example.dll'),
      detections: [{ message: 'unlisted', at: { label: 'company' }, severity: 'low' }],
    },
    {
      name: 'a module beside the assemblies of Exchange',
      input: image(assembly('Example.Filter', [['System.Web', 'IHttpModule']])),
      context: at(`${exchange}\\FrontEnd\\HttpProxy\\bin\\Example.Filter.dll`),
      detections: [{ message: 'role', at: { label: 'made to be' }, severity: 'medium' }],
    },
    {
      name: 'a handler that an application brings',
      input: image(assembly('Example.Captcha', [['System.Web', 'IHttpHandler']])),
      context: { ...at('C:\\inetpub\\shop\\bin\\Example.Captcha.dll'), roles: ['IIS'] },
      detections: [{ message: 'role', at: { label: 'made to be' }, severity: 'low' }],
    },
    {
      name: 'a library that extends a part of .NET, in an application',
      input: image(assembly('System.Web.Extras')),
      context: { ...at('C:\\inetpub\\shop\\bin\\System.Web.Extras.dll'), roles: ['IIS'] },
      detections: [{ message: 'impostor', at: { label: 'signature' }, severity: 'low' }],
    },
    {
      name: 'a compiled page in the folder of the site that Exchange answers in',
      input: image(assembly('App_Web_kd0v3nsr')),
      context: at('C:\\inetpub\\wwwroot\\bin\\App_Web_kd0v3nsr.dll'),
      detections: [{ message: 'precompiled', at: { label: 'assembly' }, severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'a library of no role elsewhere', input: image({ exports: ['DllMain'] }), context: at('D:\\x.dll') },
    {
      name: 'a native module of IIS',
      looksAlike: true,
      input: image({ exports: ['RegisterModule'] }),
      context: at('C:\\Windows\\System32\\inetsrv\\static.dll'),
    },
    {
      name: 'a library of a product in the global cache, made to be a module',
      looksAlike: true,
      input: image(assembly('Example.Monitor', [['System.Web', 'IHttpModule']])),
      context: at(
        'C:\\Windows\\Microsoft.NET\\assembly\\GAC_MSIL\\Example.Monitor\\v4.0_1.0.0.0__0123456789abcdef\\Example.Monitor.dll',
      ),
    },
    {
      name: 'what an application brings, its own compiled pages among it, on a server without Exchange',
      looksAlike: true,
      input: image(assembly('App_Web_kd0v3nsr')),
      context: { ...at('C:\\inetpub\\wwwroot\\bin\\App_Web_kd0v3nsr.dll'), roles: ['IIS'] },
    },
    {
      name: 'a module of an add-on of Microsoft',
      looksAlike: true,
      input: image({ exports: ['RegisterModule'] }),
      context: at('C:\\Windows\\System32\\inetsrv\\rewrite.dll'),
    },
    {
      name: 'a shipped assembly with a module in it',
      looksAlike: true,
      input: image(assembly('Example.Shipped', [['System.Web', 'IHttpModule']])),
      context: {
        ...at(`${exchange}\\FrontEnd\\HttpProxy\\bin\\Example.Shipped.dll`),
        knownGood: { isShippedPath: () => true },
      },
    },
    {
      name: 'a compiled page where ASP.NET keeps them',
      looksAlike: true,
      input: image(assembly('App_Web_kd0v3nsr', [['System.Web', 'IHttpHandler']])),
      context: at(
        'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\root\\a\\b\\App_Web_kd0v3nsr.dll',
      ),
    },
  ],
});
