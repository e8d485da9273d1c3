import detector from '../../../src/detectors/iis/foreign-virtual-directory.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const exchange = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';
const site = (name: string, ...lines: string[]) =>
  configuration(
    '<system.applicationHost><sites>',
    `<site name="${name}" id="1">`,
    ...lines,
    '</site></sites></system.applicationHost>',
  );
const application = (path: string, folder: string, pool = 'MSExchangeOWAAppPool') =>
  `<application path="${path}" applicationPool="${pool}"><virtualDirectory path="/" physicalPath="${folder}" /></application>`;

testDetector(detector, {
  hits: [
    {
      name: 'another place below the scripts of ASP.NET, and a share of a farm',
      input: site(
        'Shop',
        '<application path="/" applicationPool="Shop"><virtualDirectory path="/" physicalPath="D:\\shop" /><virtualDirectory path="/aspnet_client" physicalPath="C:\\inetpub\\wwwroot\\aspnet_client" /><virtualDirectory path="/aspnet_client/system_web/fonts" physicalPath="\\\\files.example\\pub" /></application>',
        application('/media', '\\\\files.example\\media', 'Shop'),
        application('/near', '\\\\10.1.2.3\\media', 'Shop'),
        application('/far', '\\\\203.0.113.4\\media', 'Shop'),
        application('/files', '\\\\files.example@SSL\\DavWWWRoot\\media', 'Shop'),
      ),
      context: { roles: ['IIS'] },
      detections: [
        { message: 'foreign', at: { line: 4 }, severity: 'high', url: '/aspnet_client/system_web/fonts' },
        { message: 'foreign', at: { line: 5 }, severity: 'low' },
        { message: 'foreign', at: { line: 6 }, severity: 'low' },
        { message: 'foreign', at: { line: 7 }, severity: 'medium' },
        { message: 'foreign', at: { line: 8 }, severity: 'medium' },
      ],
    },
    {
      name: 'folders by how unlikely they are',
      input: site(
        'Default Web Site',
        application('/owa/auth/a1', 'C:\\ProgramData\\COM1\\zing'),
        application('/b', '\\\\203.0.113.4\\share'),
        application('/c', 'C:\\'),
        application('/d', 'D:\\data'),
        application('/e', `${exchange}\\ClientAccess\\owa`),
        application('/f', 'C:\\inetpub\\f'),
        application('/g', 'C:\\inetpub\\g.\\x'),
        application('/h', 'C:\\Program Files\\Example\\web'),
        application('/aspnet_client', '%SystemDrive%\\inetpub\\wwwroot\\aspnet_client'),
      ),
      detections: [
        {
          message: 'foreign',
          at: { line: 4 },
          severity: 'critical',
          url: '/owa/auth/a1',
          identity: ['default web site', '/owa/auth/a1'],
        },
        { message: 'foreign', at: { line: 5 }, severity: 'critical' },
        { message: 'foreign', at: { line: 6 }, severity: 'critical' },
        { message: 'foreign', at: { line: 7 }, severity: 'high' },
        { message: 'foreign', at: { line: 8 }, severity: 'high' },
        { message: 'foreign', at: { line: 9 }, severity: 'medium' },
        { message: 'foreign', at: { line: 10 }, severity: 'critical' },
        { message: 'foreign', at: { line: 11 }, severity: 'low', outcome: 'hygiene' },
        { message: 'foreign', at: { line: 12 }, severity: 'informational' },
      ],
    },
    {
      name: 'directories of Exchange that lead elsewhere or run in another pool, and a port of its own',
      input: site(
        'Default Web Site',
        application('/OAB', 'C:\\inetpub\\oab', 'MSExchangeOABAppPool'),
        application('/owa', `${exchange}\\FrontEnd\\HttpProxy\\owa`, 'Other'),
        '<bindings><binding protocol="https" bindingInformation="*:8443:" /></bindings>',
      ),
      detections: [
        { message: 'moved', at: { line: 4 }, severity: 'high' },
        {
          message: 'pool',
          at: { line: 5, column: 1 },
          severity: 'medium',
          data: { pool: 'Other', expected: 'MSExchangeOWAAppPool' },
        },
        { message: 'binding', at: { line: 3 }, severity: 'medium' },
      ],
    },
    {
      name: 'directories that somebody made anew by hand, within the product or at the root of the site',
      input: site(
        'Exchange Back End',
        application('/', 'C:\\inetpub\\wwwroot'),
        application('/ecp', `${exchange}\\FrontEnd\\HttpProxy\\ecp`),
        application('/ews', 'C:\\inetpub\\wwwroot\\ews'),
      ),
      detections: [
        { message: 'moved', at: { line: 4 }, severity: 'medium' },
        { message: 'moved', at: { line: 5 }, severity: 'medium' },
        { message: 'moved', at: { line: 6 }, severity: 'high' },
      ],
    },
    {
      name: 'a site that is not one of Exchange',
      input: site('Status', application('/', 'C:\\Users\\Public\\s')),
      detections: [{ message: 'foreign', at: { line: 4 }, severity: 'high', url: '/' }],
    },
    {
      name: 'a second site of the front end as a posture, one of the back end and one under another URL as a door',
      input: site(
        'OWA internal',
        application('/owa', `${exchange}\\FrontEnd\\HttpProxy\\owa`),
        application('/ecp', `${exchange}\\ClientAccess\\ecp`),
        application('/mail', `${exchange}\\FrontEnd\\HttpProxy\\owa`),
      ),
      detections: [
        { message: 'foreign', at: { line: 4 }, severity: 'low', outcome: 'hygiene' },
        { message: 'foreign', at: { line: 5 }, severity: 'high' },
        { message: 'foreign', at: { line: 6 }, severity: 'high' },
      ],
    },
    {
      name: 'a web root on another drive as a posture',
      input: site('Default Web Site', application('/', 'E:\\inetpub\\wwwroot')),
      detections: [{ message: 'moved', at: { line: 4 }, severity: 'low', outcome: 'hygiene' }],
    },
  ],
  misses: [
    { name: 'no sites', input: configuration('<system.applicationHost />') },
    {
      name: 'Exchange as setup makes it, with host names, paths in either form',
      looksAlike: true,
      input: site(
        'Default Web Site',
        application('/', '%SystemDrive%\\inetpub\\wwwroot'),
        application('/owa', '%ExchangeInstallPath%FrontEnd\\HttpProxy\\owa'),
        application('/EWS', `${exchange}\\FrontEnd\\HttpProxy\\EWS`, 'MSExchangeServicesAppPool'),
        '<bindings><binding protocol="https" bindingInformation="*:443:mail.corp.example" /><binding protocol="net.tcp" bindingInformation="808:*" /></bindings>',
      ),
    },
    {
      name: 'the back end with its extra directories',
      looksAlike: true,
      input: site(
        'Exchange Back End',
        `<application path="/"><virtualDirectory path="/" physicalPath="${exchange}\\ClientAccess" /><virtualDirectory path="/Exchange" physicalPath="${exchange}\\ClientAccess\\owa" /></application>`,
        application('/Rpc', '%windir%\\System32\\RpcProxy', 'MSExchangeRpcProxyAppPool'),
        '<bindings><binding protocol="https" bindingInformation="*:444:" /></bindings>',
      ),
    },
  ],
});
