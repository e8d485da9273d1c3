import detector from '../../../src/detectors/webshell/credentials-kept.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage, csharpPage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'logon form that keeps what is entered',
      input: sample('hit/logon.aspx.split'),
      detections: [{ message: 'kept', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'classic ASP',
      input: sample('hit/logon.asp.split'),
      detections: [{ message: 'kept', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'sent within an address',
      input: sample('hit/beacon.aspx.split'),
      detections: [{ message: 'sent', at: { label: 'sink', line: 5 }, severity: 'medium' }],
    },
    {
      name: 'kept in memory for whoever asks',
      input: csharpPage('Application["z"] += Request.Form["password"];', 'Response.Write(Application["z"]);'),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'kept in memory, in classic ASP',
      input: classicPage('Application("z") = Application("z") & Request.Form("pwd")'),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'fields by their numbers, under the name of a temporary file',
      input: csharpPage('System.IO.File.AppendAllText(@"C:\\ProgramData\\~a.tmp", Request.Form[0] + Request.Form[1]);'),
      detections: [{ message: 'hidden', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
  ],
  misses: [
    {
      name: 'comments that are logged',
      input: csharpPage('System.IO.File.AppendAllText(@"C:\\logs\\comments.log", Request.Form["comment"]);'),
      looksAlike: true,
    },
    {
      name: 'a name that is kept for one visitor',
      input: csharpPage('Session["name"] = Request.Form["name"]; Application["visits"] = Request.Form["page"];'),
      looksAlike: true,
    },
    { name: 'password that is checked', input: sample('miss/signin.aspx'), looksAlike: true },
    { name: 'name that is logged', input: sample('miss/audit.aspx'), looksAlike: true },
    { name: 'token of a single sign-on', input: sample('miss/single-sign-on.aspx'), looksAlike: true },
  ],
});
