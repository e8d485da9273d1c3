import detector from '../../../src/detectors/webshell/socket-relay.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage, csharpPage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'tunnel with connections kept in the session',
      input: sample('hit/tunnel.aspx.split'),
      detections: [
        { message: 'connect', at: { label: 'sink', line: 7 } },
        { message: 'relay', at: { label: 'sink', line: 13 } },
      ],
    },
    {
      name: 'all traffic of the card',
      input: sample('hit/listen.aspx.split'),
      detections: [{ message: 'sniff', at: { label: 'sink', line: 5 }, severity: 'high' }],
    },
    {
      name: 'requests to wherever a header says',
      input: sample('hit/forward.ashx.split'),
      detections: [{ message: 'forward', at: { label: 'sink', line: 6 }, severity: 'high' }],
    },
    {
      name: 'requests to the host that a header names, unseen',
      input: classicPage(
        'Set x = Server.CreateObject("MSXML2.ServerXMLHTTP")',
        'x.open "POST", "https://" & Request.ServerVariables("HTTP_X_FWD"), False',
        'x.send Request.Form',
      ),
      detections: [{ message: 'forward', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
    {
      name: 'a question to a directory that the page names',
      input: csharpPage(
        'var c = new System.Net.Sockets.TcpClient("whois.example.net", 43);',
        'var b = Encoding.ASCII.GetBytes(Request["d"]);',
        'c.GetStream().Write(b, 0, b.Length);',
      ),
      detections: [{ message: 'relay', at: { label: 'sink', line: 4 }, severity: 'low' }],
    },
    {
      name: 'the same, to the server itself',
      input: csharpPage(
        'var c = new System.Net.Sockets.TcpClient("127.0.0.1", 43);',
        'var b = Encoding.ASCII.GetBytes(Request["d"]);',
        'c.GetStream().Write(b, 0, b.Length);',
      ),
      detections: [{ message: 'relay', at: { label: 'sink', line: 4 }, severity: 'critical' }],
    },
  ],
  misses: [
    {
      name: 'a request to the server itself, by the name that it was asked for',
      input: csharpPage('System.Net.WebRequest.Create("http://" + Request.Headers["Host"] + "/warm").GetResponse();'),
      looksAlike: true,
    },
    {
      name: 'a header that goes to a fixed service',
      input: csharpPage(
        'new System.Net.WebClient().UploadString("https://api.invalid/log", Request.Headers["X-Trace"]);',
        'System.Net.WebRequest.Create("https://api.invalid/" + Request.Headers["X-Tenant"]).GetResponse();',
      ),
      looksAlike: true,
    },
    { name: 'mail by a fixed server', input: sample('miss/mail.aspx'), looksAlike: true },
    { name: 'WebSocket that answers', input: sample('miss/echo.ashx'), looksAlike: true },
    { name: 'search of another host', input: sample('miss/search-proxy.ashx'), looksAlike: true },
  ],
});
