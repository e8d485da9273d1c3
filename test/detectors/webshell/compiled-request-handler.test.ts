import detector from '../../../src/detectors/webshell/compiled-request-handler.js';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { makeAssemblyCode, type OperationSketch } from '../../helpers/assembly-code.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { assembly, call, handler, posingAssembly, requestValue } from './web-assembly.js';

const START = call('System.Diagnostics.Process', 'Start', ['string', 'string'], 'System.Diagnostics.Process');
const decoded = [
  ...requestValue('Form', 'z'),
  call('System.Convert', 'FromBase64String', ['string'], 'byte[]'),
] as const;

const CONVERTS = [
  ['ldstr', 'convert.exe'],
  ['ldstr', '-page '],
  ...requestValue('Form', 'page'),
  call('System.String', 'Concat', ['string', 'string'], 'string'),
  START,
  'pop',
] as const;

const MAP_PATH: OperationSketch = [
  'call',
  { type: 'System.Web.HttpServerUtility', name: 'MapPath', takes: ['string'], gives: 'string' },
];
/** A picture that was cut to size in the browser, as applications keep it. */
const keepsPicture = (...around: readonly [string, string]): readonly OperationSketch[] => [
  ['ldarg', 1],
  ['call', { type: 'System.Web.HttpContext', name: 'get_Server', gives: 'System.Web.HttpServerUtility' }],
  ['ldstr', around[0]],
  ...requestValue('Form', 'p'),
  ['ldstr', around[1]],
  call('System.String', 'Concat', ['string', 'string', 'string'], 'string'),
  MAP_PATH,
  ...decoded,
  call('System.IO.File', 'WriteAllBytes', ['string', 'byte[]']),
];

const VB = 'Microsoft.VisualBasic.Interaction';
const inList = (value: readonly OperationSketch[]): readonly OperationSketch[] => [
  ['ldc', 1],
  ['newarr', 'System.Object'],
  'dup',
  ['ldc', 0],
  ...value,
  'stelem',
];
const madeByName: readonly OperationSketch[] = [
  ['ldstr', 'WScript.Shell'],
  ['ldstr', ''],
  call(VB, 'CreateObject', ['string', 'string'], 'object'),
];

testDetector(detector, {
  hits: [
    {
      name: 'Visual Basic that binds late what it makes by name',
      input: assembly(
        handler([
          ...madeByName,
          ['ldc', 0],
          ['ldstr', 'Run'],
          ...inList(requestValue('Form', 'q')),
          ['ldc', 0],
          ['ldc', 0],
          ['ldc', 0],
          ['ldc', 1],
          call(
            'Microsoft.VisualBasic.CompilerServices.NewLateBinding',
            'LateCall',
            ['object', 'System.Type', 'string', 'object[]', 'string[]', 'System.Type[]', 'bool[]', 'bool'],
            'object',
          ),
          'pop',
        ]),
      ),
      detections: [{ message: 'started', at: { label: 'sink' }, severity: 'critical' }],
    },
    {
      name: 'Visual Basic that calls by name',
      input: assembly(
        handler([
          ...madeByName,
          ['ldstr', 'Exec'],
          ['ldc', 1],
          ...inList(requestValue('Form', 'q')),
          call(VB, 'CallByName', ['object', 'string', 'int', 'object[]'], 'object'),
          'pop',
        ]),
      ),
      detections: [{ message: 'started', at: { label: 'sink' }, severity: 'critical' }],
    },
    {
      name: 'Visual Basic that fetches a component',
      input: assembly(
        handler([
          ['ldstr', 'script:'],
          ...requestValue('Form', 'q'),
          call('System.String', 'Concat', ['string', 'string'], 'string'),
          ['ldstr', ''],
          call(VB, 'GetObject', ['string', 'string'], 'object'),
          'pop',
        ]),
      ),
      detections: [{ message: 'evaluated', at: { label: 'sink' } }],
    },
    {
      name: 'a handler that gives a header to a program',
      input: assembly(handler([['ldstr', 'inert.invalid'], ...requestValue('Headers', 'X-Q'), START, 'pop'])),
      detections: [{ message: 'started', at: { label: 'sink' }, severity: 'critical' }],
    },
    {
      name: 'a tool of its own, told what to convert',
      input: assembly(handler(CONVERTS)),
      detections: [{ message: 'started', at: { label: 'sink' }, severity: 'medium' }],
    },
    {
      name: 'the same in a page that an application brings compiled',
      input: createWebContent(makeAssemblyCode('App_Web_kd0v3nsr', [handler(CONVERTS)]), { extension: 'dll' }),
      detections: [{ message: 'started', at: { label: 'sink' }, severity: 'low' }],
    },
    {
      name: 'a whole application, in which the way is less sure',
      input: assembly(
        handler(
          [['ldstr', 'inert.invalid'], ...requestValue('Headers', 'X-Q'), START, 'pop'],
          ...Array.from({ length: 151 }, (_, i) => ({ name: `Part${i}`, code: ['ret'] as const })),
        ),
      ),
      detections: [{ message: 'started', at: { label: 'sink' }, severity: 'medium' }],
    },
    {
      name: 'a transport agent that gives what a mail says to a program',
      input: assembly({
        name: 'Site.Footer',
        base: 'Microsoft.Exchange.Data.Transport.Routing.RoutingAgent',
        methods: [
          {
            name: 'OnMessage',
            takes: ['object', 'Microsoft.Exchange.Data.Transport.Routing.QueuedMessageEventArgs'],
            code: [
              ['ldstr', 'inert.invalid'],
              ['ldarg', 2],
              [
                'call',
                { type: 'Microsoft.Exchange.Data.Transport.MailItem', name: 'get_FromAddress', gives: 'string' },
              ],
              START,
              'pop',
              'ret',
            ],
          },
        ],
      }),
      detections: [{ message: 'started', at: { label: 'source' }, severity: 'critical' }],
    },
    {
      name: 'one that names the key of Microsoft',
      input: posingAssembly(handler([['ldstr', 'inert.invalid'], ...requestValue('Headers', 'X-Q'), START, 'pop'])),
      detections: [{ message: 'started', at: { label: 'sink' }, severity: 'critical' }],
    },
    {
      name: 'through a method of its own',
      input: assembly(
        handler([['ldarg', 0], ...requestValue('Form', 'q'), ['call', { type: '', name: 'Run' }]], {
          name: 'Run',
          takes: ['string'],
          code: [['ldstr', 'inert.invalid'], ['ldarg', 1], START, 'pop', 'ret'],
        }),
      ),
      detections: [{ message: 'started', at: { label: 'source' }, severity: 'critical' }],
    },
    {
      name: 'bytes of the request as an assembly',
      input: assembly(
        handler([
          ...decoded,
          call('System.Reflection.Assembly', 'Load', ['byte[]'], 'System.Reflection.Assembly'),
          'pop',
        ]),
      ),
      detections: [{ message: 'loaded', at: { label: 'sink' }, severity: 'critical' }],
    },
    {
      name: 'a page written to where it is run',
      input: assembly(
        handler([
          ['ldstr', 'C:\\inetpub\\wwwroot\\a.aspx'],
          ...requestValue('Form', 't'),
          call('System.IO.File', 'WriteAllText', ['string', 'string']),
        ]),
      ),
      detections: [{ message: 'script', at: { label: 'sink' }, severity: 'high' }],
    },
    {
      name: 'the same in a whole application, which keeps settings',
      input: assembly(
        handler(
          [
            ['ldstr', 'C:\\inetpub\\wwwroot\\redirects.config'],
            ...requestValue('Form', 't'),
            call('System.IO.File', 'WriteAllText', ['string', 'string']),
          ],
          ...Array.from({ length: 151 }, (_, i) => ({ name: `Part${i}`, code: ['ret'] as const })),
        ),
      ),
      detections: [{ message: 'script', at: { label: 'sink' }, severity: 'low' }],
    },
    {
      name: 'bytes written to any path',
      input: assembly(
        handler([
          ...requestValue('Form', 'p'),
          ...decoded,
          call('System.IO.File', 'WriteAllBytes', ['string', 'byte[]']),
        ]),
      ),
      detections: [{ message: 'dropped', at: { label: 'sink' }, severity: 'high' }],
    },
    {
      name: 'bytes written beside the pages, under the name that the request gives',
      input: assembly(
        handler([
          ['ldarg', 1],
          ['call', { type: 'System.Web.HttpContext', name: 'get_Server', gives: 'System.Web.HttpServerUtility' }],
          ...requestValue('Form', 'p'),
          MAP_PATH,
          ...decoded,
          call('System.IO.File', 'WriteAllBytes', ['string', 'byte[]']),
        ]),
      ),
      detections: [{ message: 'dropped', at: { label: 'sink' }, severity: 'high' }],
    },
    {
      name: 'a library of many controls that takes back the state that it gave',
      input: assembly(
        handler(
          [
            ['newobj', { type: 'System.Runtime.Serialization.Formatters.Binary.BinaryFormatter', name: '.ctor' }],
            ...decoded,
            ['newobj', { type: 'System.IO.MemoryStream', name: '.ctor', takes: ['byte[]'] }],
            [
              'call',
              {
                type: 'System.Runtime.Serialization.Formatters.Binary.BinaryFormatter',
                name: 'Deserialize',
                takes: ['System.IO.Stream'],
                gives: 'object',
              },
            ],
            'pop',
          ],
          ...Array.from({ length: 200 }, (_, i) => ({ name: `Render${i}`, code: ['ret'] as const })),
        ),
      ),
      detections: [{ message: 'deserialised', at: { label: 'sink' }, severity: 'low' }],
    },
  ],
  misses: [
    {
      name: 'bytes kept in a folder of the application',
      input: assembly(handler(keepsPicture('~/pictures/', ''))),
      looksAlike: true,
    },
    {
      name: 'bytes kept beside the pages as a picture',
      input: assembly(handler(keepsPicture('~/', '.png'))),
      looksAlike: true,
    },
    {
      name: 'bytes kept under a name by a whole application',
      input: assembly(
        handler(
          keepsPicture('~/', ''),
          ...Array.from({ length: 151 }, (_, i) => ({ name: `Part${i}`, code: ['ret'] as const })),
        ),
      ),
      looksAlike: true,
    },
    {
      name: 'a transport agent that keeps mails in a file',
      looksAlike: true,
      input: assembly({
        name: 'Site.Journal',
        base: 'Microsoft.Exchange.Data.Transport.Routing.RoutingAgent',
        methods: [
          {
            name: 'OnMessage',
            takes: ['object', 'Microsoft.Exchange.Data.Transport.Routing.QueuedMessageEventArgs'],
            code: [
              ['ldstr', 'D:\\Journal\\mails.log'],
              ['ldarg', 2],
              [
                'call',
                { type: 'Microsoft.Exchange.Data.Transport.MailItem', name: 'get_FromAddress', gives: 'string' },
              ],
              call('System.IO.File', 'AppendAllText', ['string', 'string']),
              'ret',
            ],
          },
        ],
      }),
    },
    {
      name: 'Visual Basic that makes a document of what was sent',
      looksAlike: true,
      input: assembly(
        handler([
          ['ldstr', 'Word.Application'],
          ['ldstr', ''],
          call(VB, 'CreateObject', ['string', 'string'], 'object'),
          ['ldstr', 'Caption'],
          ['ldc', 4],
          ...inList(requestValue('Form', 'title')),
          call(VB, 'CallByName', ['object', 'string', 'int', 'object[]'], 'object'),
          'pop',
        ]),
      ),
    },
    {
      name: 'a program of its own',
      input: assembly(handler([['ldstr', 'convert.exe'], ['ldstr', '-version'], START, 'pop'])),
      looksAlike: true,
    },
    {
      name: 'an assembly that the request names, of those that are there',
      input: assembly(
        handler([
          ...requestValue('QueryString', 'a'),
          call('System.Reflection.Assembly', 'Load', ['string'], 'System.Reflection.Assembly'),
          'pop',
        ]),
      ),
      looksAlike: true,
    },
    { name: 'a handler that reads and does nothing', input: assembly(handler([...requestValue('Form', 'q'), 'pop'])) },
  ],
});
