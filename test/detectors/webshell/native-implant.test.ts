import detector from '../../../src/detectors/webshell/native-implant.js';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { type LibrarySketch, makeLibrary } from '../../../src/signatures/samples/made-executable.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';

const context = {
  artifact: fakeArtifact({ kind: 'pe', windowsPath: 'C:\\Windows\\System32\\inetsrv\\example.dll' }),
};
const library = (sketch: Partial<LibrarySketch>) =>
  createWebContent(makeLibrary({ exports: ['RegisterModule'], imports: [], text: [], ...sketch }), {
    extension: 'dll',
  });
const wide = (text: string) => [...text].join('\0');

testDetector(detector, {
  hits: [
    {
      name: 'a module that opens a pipe to the shell',
      input: library({ imports: ['_popen', 'fgets'], text: ['X-Example'] }),
      context,
      detections: [{ message: 'shell', at: { label: 'calls', text: '_popen' }, severity: 'high' }],
    },
    {
      name: 'an ISAPI extension that asks for what it needs by name, with a text of two bytes for a character',
      input: library({
        exports: ['GetExtensionVersion', '_HttpExtensionProc@4'],
        imports: ['GetProcAddress', 'LoadLibraryA'],
        text: ['CreateProcessW', wide('inert.invalid cmd.exe /c ')],
      }),
      context,
      detections: [
        {
          message: 'starts',
          at: { label: 'text', text: 'cmd.exe /c' },
          severity: 'high',
          data: { role: 'An ISAPI extension' },
        },
      ],
    },
    {
      name: 'a module without signature that reads what programs print',
      input: library({ imports: ['CreateProcessA', 'CreatePipe', 'ReadFile'] }),
      context,
      detections: [{ message: 'redirected', at: { label: 'calls', text: 'CreateProcess' }, severity: 'medium' }],
    },
    {
      name: 'a filter that writes into other processes',
      input: library({ exports: ['HttpFilterProc'], imports: ['VirtualAllocEx', 'WriteProcessMemory'] }),
      context,
      detections: [{ message: 'injects', at: { label: 'calls', text: 'WriteProcessMemory' }, severity: 'high' }],
    },
    {
      name: 'a module that waits for passwords of Exchange',
      input: library({ imports: ['CreateFileA', 'WriteFile'], text: ['/owa/auth.owa', 'password='] }),
      context,
      detections: [{ message: 'credentials', at: { label: 'text', text: '/owa/auth.owa' }, severity: 'high' }],
    },
    {
      name: 'a module that serves search engines what another host has',
      input: library({ imports: ['WinHttpOpen', 'WinHttpSendRequest'], text: ['Googlebot', 'baiduspider'] }),
      context,
      detections: [{ message: 'bots', at: { label: 'text', text: 'baiduspider, googlebot' }, severity: 'high' }],
    },
    {
      name: 'a module that adds accounts',
      input: library({ imports: ['NetUserAdd'] }),
      context,
      detections: [{ message: 'accounts', at: { label: 'calls', text: 'NetUserAdd' }, severity: 'high' }],
    },
  ],
  misses: [
    {
      name: 'a module that compresses',
      looksAlike: true,
      input: library({
        imports: ['GetProcAddress', 'LoadLibraryW', 'VirtualProtect', 'VirtualAlloc', 'CreateThread', 'HeapAlloc'],
        text: ['Accept-Encoding', 'Content-Encoding', 'X-Powered-By', 'gzip'],
      }),
      context,
    },
    {
      name: 'a module that hosts a program and knows no shell',
      looksAlike: true,
      input: library({ imports: ['CreateProcessW', 'CreateNamedPipeW'], text: ['node.exe', 'X-Forwarded-For'] }),
      context,
    },
    {
      name: 'a module that keeps crawlers out',
      looksAlike: true,
      input: library({ imports: ['HeapAlloc'], text: ['Googlebot', 'Baiduspider', 'bingbot'] }),
      context,
    },
    {
      name: 'a module that signs in by a form',
      looksAlike: true,
      input: library({ imports: ['LogonUserW'], text: ['/login', 'password='] }),
      context,
    },
    {
      name: 'a library that starts programs, and is no module',
      looksAlike: true,
      input: library({ exports: ['DllMain'], imports: ['CreateProcessA', 'CreatePipe'], text: ['cmd.exe /c'] }),
      context,
    },
    { name: 'no library', input: createWebContent(Buffer.from('MZ, a text'), { extension: 'dll' }), context },
  ],
});
