import detector from '../../../src/detectors/webshell/process-started-from-request.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'a program of the page itself',
      input: sample('hit/own.aspx.split'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 5 }, severity: 'medium' }],
    },
    {
      name: 'arguments by way of an object',
      input: sample('hit/arguments.ashx.split'),
      detections: [
        { message: 'started', at: { label: 'source', line: 6 } },
        { message: 'started', at: { label: 'sink', line: 9 } },
      ],
    },
    {
      name: 'shell object under a name built from parts',
      input: sample('hit/shell.asp.split'),
      detections: [{ message: 'started', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'operation of a service contract',
      input: sample('hit/contract.svc.split'),
      detections: [{ message: 'started', at: { label: 'sink', line: 7 } }],
    },
    {
      name: 'any method of a type by reflection',
      input: sample('hit/any-method.aspx.split'),
      detections: [{ message: 'started', at: { label: 'sink', line: 6 } }],
    },
    {
      name: 'text box of a VB page',
      input: sample('hit/control.aspx.split'),
      detections: [
        { message: 'started', at: { label: 'sink', line: 6 } },
        { message: 'started', at: { label: 'sink', line: 7 } },
      ],
    },
    {
      name: 'PowerShell in the worker process',
      input: sample('hit/pipeline.aspx.split'),
      detections: [
        { message: 'started', at: { label: 'sink', line: 8 } },
        { message: 'started', at: { label: 'sink', line: 9 } },
      ],
    },
    {
      name: 'a command that only intruders need',
      input: sample('hit/hives.aspx.split'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 4 }, severity: 'high' }],
    },
    {
      name: 'a packer of its own, told which archive to make',
      input: classicPage(
        'Set w = Server.CreateObject("WScript.Shell")',
        'w.Exec """" & packer & """ a -ep """ & Request.Form("archive") & """"',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
    {
      name: 'the same with what runs any command',
      input: classicPage(
        'Set w = Server.CreateObject("WScript.Shell")',
        'w.Exec """" & shell & """ /c -x " & Request.Form("archive")',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 3 } }],
    },
  ],
  misses: [
    { name: 'a page about processes', input: sample('miss/list.aspx'), looksAlike: true },
    { name: 'other things that start', input: sample('miss/start.aspx'), looksAlike: true },
  ],
});
