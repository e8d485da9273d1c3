import detector from '../../../src/detectors/iis/remoted-class.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const remoted = (...services: readonly string[]) =>
  configuration(
    '<system.runtime.remoting><application><service>',
    ...services,
    '</service></application></system.runtime.remoting>',
  );
const owa = {
  artifact: fakeArtifact({
    windowsPath: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\web.config',
  }),
};
const app = {
  artifact: fakeArtifact({ windowsPath: 'C:\\inetpub\\wwwroot\\app\\web.config' }),
  roles: [],
};
const OWN = '<wellknown mode="SingleCall" type="Contoso.OrderService, Contoso.Orders" objectUri="o.rem" />';

testDetector(detector, {
  hits: [
    {
      name: 'a class of .NET',
      input: remoted('<wellknown mode="Singleton" type="System.Diagnostics.Process, System" objectUri="u.rem" />'),
      context: app,
      detections: [{ message: 'framework', at: { line: 3 }, severity: 'critical', data: { uri: 'u.rem' } }],
    },
    {
      name: 'a class of which the source was found to be malicious, beside one of the application',
      input: remoted('<wellknown mode="SingleCall" type="Upd, App_Code" objectUri="u.soap" />', OWN),
      context: { ...app, flaggedFiles: { 'c:\\inetpub\\wwwroot\\app\\app_code\\upd.cs': ['x'] } },
      detections: [
        { message: 'flagged', at: { line: 3 }, severity: 'critical' },
        { message: 'own', at: { line: 4 }, severity: 'informational' },
      ],
    },
    {
      name: 'any class in a folder of Exchange',
      input: remoted(OWN),
      context: owa,
      detections: [{ message: 'exchange', at: { line: 3 }, severity: 'high' }],
    },
    {
      name: 'the class that keeps sessions for several servers',
      input: remoted(
        '<wellknown mode="Singleton" type="System.Web.SessionState.RemoteStateServer, System.Web" objectUri="StateServer" />',
      ),
      context: app,
      detections: [{ message: 'own', at: { line: 3 }, severity: 'informational', data: { count: 1 } }],
    },
    {
      name: 'classes of an application of one’s own: one line',
      input: remoted(OWN, '<activated type="Contoso.Cart, Contoso.Orders" />'),
      context: app,
      detections: [{ message: 'own', at: { line: 3 }, severity: 'informational', data: { count: 2 } }],
    },
  ],
  misses: [
    {
      name: 'a channel, and a class that the application calls elsewhere',
      input: configuration(
        '<system.runtime.remoting><application><client url="http://app02/x">',
        '<wellknown type="Contoso.OrderService, Contoso.Orders" url="http://app02/o.rem" />',
        '<activated type="System.Data.DataSet, System.Data" />',
        '</client><channels><channel ref="http" /></channels></application></system.runtime.remoting>',
      ),
      context: app,
      looksAlike: true,
    },
    { name: 'nothing of the kind', input: configuration('<system.web><compilation /></system.web>'), context: app },
  ],
});
