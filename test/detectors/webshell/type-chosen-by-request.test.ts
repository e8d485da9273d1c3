import detector from '../../../src/detectors/webshell/type-chosen-by-request.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage, inlinePage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'type and method by name',
      input: sample('hit/type.aspx.split'),
      detections: [
        { message: 'chosen', at: { label: 'sink', line: 5 } },
        { message: 'chosen', at: { label: 'sink', line: 6 } },
      ],
    },
    {
      name: 'COM object by name',
      input: sample('hit/object.asp.split'),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 1 } }],
    },
    {
      name: 'name that is put together out of sight',
      input: sample('hit/hidden.aspx.split'),
      detections: [{ message: 'hidden', at: { label: 'sink', line: 6 } }],
    },
    {
      name: 'COM object by name, which is given what the request says',
      input: classicPage('Set o = Server.CreateObject(Request("c"))', 'o.Run Request("a")'),
      detections: [
        { message: 'chosen', at: { label: 'sink', line: 2 }, severity: 'low' },
        { message: 'hidden', at: { label: 'sink', line: 3 } },
      ],
    },
    {
      name: 'a page that tells what is installed, and the disks, in an application of which it is part',
      input: inlinePage(
        'asp',
        '<!--#include file="session.asp"-->\r\n<% CheckEditor\r\nSet o = Server.CreateObject(Request("c"))\r\nSet f = Server.CreateObject("Scripting.FileSystemObject")\r\nf.DeleteFile Request("f") %>',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
    {
      name: 'one that works on files which the request names',
      input: classicPage(
        'Set o = Server.CreateObject(Request("c"))',
        'Set f = Server.CreateObject("Scripting.FileSystemObject")',
        'f.DeleteFile Request("f")',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'type by a name of the configuration', input: sample('miss/plugin.aspx'), looksAlike: true },
    { name: 'a database object and a query', input: sample('miss/connection.asp'), looksAlike: true },
    { name: 'provider that the page names', input: sample('miss/provider.aspx'), looksAlike: true },
  ],
});
