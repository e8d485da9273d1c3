import detector from '../../../src/detectors/webshell/lookalike-name.js';
import { createKnownGood } from '../../../src/server/known-good.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { collected, ECP, EXCHANGE, ORDINARY, OWA_AUTH } from './collected-files.js';

const knownGood = createKnownGood(ORDINARY);
const like = (file: string, shipped: string, message: 'similar' | 'elsewhere' = 'similar') => ({
  name: `${file.slice(file.lastIndexOf('\\') + 1)} for ${shipped}`,
  inputs: collected(...EXCHANGE, file),
  context: { knownGood },
  detections: [{ message, at: { label: 'shipped name', text: shipped }, severity: 'high' as const }],
});

testDetector(detector, {
  hits: [
    like(`${OWA_AUTH}\\RedirSuiteServerProxy.aspx`, 'redirsuiteserviceproxy.aspx'),
    like(`${OWA_AUTH}\\OutlookEN.aspx`, 'outlookcn.aspx'),
    like(`${OWA_AUTH}\\errorEE.aspx`, 'errorfe.aspx'),
    like(`${OWA_AUTH}\\log0n.aspx`, 'logon.aspx'),
    like(`${OWA_AUTH}\\l\u043egon.aspx`, 'logon.aspx'),
    like(`${OWA_AUTH}\\lgoon.aspx`, 'logon.aspx'),
    like(`${OWA_AUTH}\\TimeoutLogout.aspx`, 'timeoutlogout.aspx', 'elsewhere'),
    like('C:\\inetpub\\wwwroot\\aspnet_client\\errorFE.aspx', 'errorfe.aspx', 'elsewhere'),
    like('C:\\inetpub\\wwwroot\\iisstart.aspx', 'iisstart.aspx', 'elsewhere'),
  ],
  misses: [
    { name: 'the pages themselves', inputs: collected(...ORDINARY), context: { knownGood }, looksAlike: true },
    {
      name: 'pages of later updates, in folders full of similar names',
      inputs: collected(...EXCHANGE, `${ECP}\\usersgroups\\editmailbox2.aspx`),
      context: { knownGood },
      looksAlike: true,
    },
    {
      name: 'a page named like nothing',
      inputs: collected(...EXCHANGE, `${OWA_AUTH}\\zq81x.aspx`),
      context: { knownGood },
    },
    {
      name: 'a logon page of another application',
      inputs: collected('C:\\inetpub\\wwwroot\\logon.aspx', 'D:\\app\\logon.aspx'),
      context: { knownGood },
    },
  ],
});
