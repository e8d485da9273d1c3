import detector from '../../../src/detectors/webshell/visitors-redirected.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage, csharpPage, inlinePage } from './inline-page.js';

const REFERRER = 'r = Request.ServerVariables("HTTP_REFERER")';

testDetector(detector, {
  hits: [
    {
      name: 'classic ASP sends on who comes from a search engine',
      input: classicPage(
        REFERRER,
        'If InStr(LCase(r), "google") > 0 Then Response.Redirect "http://shop.example.net/"',
      ),
      detections: [{ message: 'redirected', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
    {
      name: 'the application’s own events do',
      input: inlinePage(
        'asa',
        [
          '<script language="VBScript" runat="server">',
          'Sub Session_OnStart',
          'If InStr(Request.ServerVariables("HTTP_REFERER"), "baidu") > 0 Then',
          'Response.Redirect "//shop.example.net/x"',
          'End If',
          'End Sub',
          '</script>',
        ].join('\r\n'),
      ),
      detections: [{ message: 'redirected', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'C# does, by a header',
      input: csharpPage(
        'if (Request.UrlReferrer.Host.Contains("bing"))',
        'Response.AddHeader("Location", "https://shop.example.net/");',
      ),
      detections: [{ message: 'redirected', at: { label: 'sink', line: 3 } }],
    },
  ],
  misses: [
    {
      name: 'search engines are counted, and old addresses sent on',
      input: classicPage(
        REFERRER,
        'If InStr(r, "google") > 0 Then Application("fromSearch") = Application("fromSearch") + 1',
        'Response.Redirect "/new/start.asp"',
      ),
      looksAlike: true,
    },
    {
      name: 'everybody is sent to the owner’s new server',
      input: classicPage(REFERRER, 'Log r', 'Response.Redirect "http://www.example.com/"'),
      looksAlike: true,
    },
    {
      name: 'back to where the visitor came from',
      input: classicPage(REFERRER, 'If InStr(r, "google") = 0 Then Response.Redirect r'),
      looksAlike: true,
    },
  ],
});
