import detector from '../../../src/detectors/webshell/compiled-payload.js';
import type { MemberSketch, OperationSketch, TypeSketch } from '../../helpers/assembly-code.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { assembly, call, handler, requestValue } from './web-assembly.js';

const REGISTER = call('System.Web.Hosting.HostingEnvironment', 'RegisterVirtualPathProvider', ['object']);
const DECODE = call('System.Convert', 'FromBase64String', ['string'], 'byte[]');
const LOAD = call('System.Reflection.Assembly', 'Load', ['byte[]'], 'System.Reflection.Assembly');
const INVOKE: MemberSketch = { type: 'System.Type', name: 'InvokeMember', takes: ['string'] };
const file = (code: NonNullable<TypeSketch['methods'][number]['code']>): TypeSketch => ({
  name: 'Site.Made',
  base: 'System.Web.Hosting.VirtualFile',
  methods: [{ name: 'Open', gives: 'object', code: [...code, 'ret'] }],
});
const key: MemberSketch = {
  type: 'System.Web.Configuration.MachineKeySection',
  name: 'get_ValidationKey',
  gives: 'string',
};
const write: MemberSketch = { type: 'System.Web.HttpResponse', name: 'Write', takes: ['string'] };

const keysByName = (getter: string): readonly OperationSketch[] => [
  ['ldarg', 1],
  ['ldstr', 'System.Web.Configuration.MachineKeySection'],
  'pop',
  ['ldstr', getter],
  'pop',
  ['ldstr', 'ValidationKey'],
  call('System.Type', 'InvokeMember', ['object', 'string'], 'object'),
  'pop',
];

testDetector(detector, {
  hits: [
    {
      name: 'a comparison that starts something',
      input: assembly({
        name: 'Payload',
        base: 'System.Object',
        methods: [
          {
            name: 'Equals',
            takes: ['object'],
            gives: 'bool',
            code: [['ldarg', 0], ['call', { type: '', name: 'Go' }], ['ldc', 0], 'ret'],
          },
          { name: 'Go', code: [['ldstr', 'x'], ['ldstr', 'y'], START(), 'pop', 'ret'] },
        ],
      }),
      detections: [{ message: 'started', at: { label: 'method' }, severity: 'high' }],
    },
    {
      name: 'a provider of what stands in a literal',
      input: assembly(handler([['ldarg', 1], REGISTER]), file([['ldstr', 'aW5lcnQ='], DECODE])),
      detections: [{ message: 'provider', at: { label: 'method' }, severity: 'high' }],
    },
    {
      name: 'a provider of a page that does what a request says',
      input: assembly(
        handler([['ldarg', 1], REGISTER]),
        file([['ldstr', '<%@ Page Language="C#" %><% Inert(Request["a"]); %>'], 'pop']),
      ),
      detections: [{ message: 'provider', at: { label: 'method' }, severity: 'high' }],
    },
    {
      name: 'machine keys as an answer',
      input: assembly(
        handler([
          ['ldarg', 1],
          ['call', { type: 'System.Web.HttpContext', name: 'get_Response', gives: 'System.Web.HttpResponse' }],
          ['ldarg', 1],
          ['call', key],
          ['call', write],
        ]),
      ),
      detections: [{ message: 'keys', at: { label: 'method' }, severity: 'high' }],
    },
    {
      name: 'machine keys by names alone',
      input: assembly(handler(keysByName('GetApplicationConfig'))),
      detections: [{ message: 'keys', at: { label: 'method' }, severity: 'high' }],
    },
    {
      name: 'machine code that is run',
      input: assembly(
        handler(
          [
            ['ldarg', 1],
            ['call', { type: 'System.Web.HttpContext', name: 'get_Items', gives: 'object' }],
            'pop',
            ['call', { type: '', name: 'VirtualAlloc' }],
            ['call', { type: '', name: 'CreateThread' }],
          ],
          { name: 'VirtualAlloc', isStatic: true, library: 'kernel32' },
          { name: 'CreateThread', isStatic: true, library: 'kernel32' },
        ),
      ),
      detections: [{ message: 'memory', at: { label: 'method' }, severity: 'high' }],
    },
    {
      name: 'a program out of a literal',
      input: assembly(handler([['ldstr', 'aW5lcnQ='], DECODE, LOAD, 'pop'])),
      detections: [{ message: 'carried', at: { label: 'method' }, severity: 'high' }],
    },
    {
      name: 'a method whose name is decoded',
      input: assembly(
        handler(
          [
            ['ldstr', 'bytes'],
            ['call', { type: '', name: 'Decode' }],
            ['call', INVOKE],
            ...requestValue('Form', 'fixture'),
            'pop',
          ],
          {
            name: 'Decode',
            isStatic: true,
            takes: ['string'],
            gives: 'string',
            code: [['ldarg', 0], call('System.String', 'Trim', [], 'string'), 'ret'],
          },
        ),
      ),
      detections: [{ message: 'veiled', at: { label: 'method' }, severity: 'high' }],
    },
  ],
  misses: [
    {
      name: 'the length of a machine key, which a check of the configuration reads by its name',
      input: assembly(handler(keysByName('GetSection'))),
      looksAlike: true,
    },
    {
      name: 'machine keys by names, in a whole application',
      input: assembly(
        handler(
          keysByName('GetApplicationConfig'),
          ...Array.from({ length: 151 }, (_, i) => ({ name: `Part${i}`, code: ['ret'] as const })),
        ),
      ),
      looksAlike: true,
    },
    {
      name: 'a provider of parts of pages, which do nothing for whoever asks',
      input: assembly(
        handler([['ldarg', 1], REGISTER]),
        file([
          ['ldstr', '<site:Buttons runat="server" id="edit" /><%@ OutputCache Duration="60" VaryByParam="*" %>'],
          'pop',
        ]),
      ),
      looksAlike: true,
    },
    {
      name: 'a provider of resources',
      input: assembly(
        handler([['ldarg', 1], REGISTER]),
        file([
          ['ldstr', 'a.css'],
          [
            'call',
            {
              type: 'System.Reflection.Assembly',
              name: 'GetManifestResourceStream',
              takes: ['string'],
              gives: 'object',
            },
          ],
        ]),
      ),
      looksAlike: true,
    },
    {
      name: 'libraries that are bundled, for when one is missing',
      input: assembly(
        handler([
          ['ldstr', 'aW5lcnQ='],
          DECODE,
          LOAD,
          'pop',
          ['ldarg', 1],
          call('System.AppDomain', 'add_AssemblyResolve', ['object']),
        ]),
      ),
      looksAlike: true,
    },
    {
      name: 'a library that unpacks another, and that no request comes to',
      input: assembly({
        name: 'Tool',
        base: 'System.Object',
        methods: [{ name: 'Open', code: [['ldstr', 'aW5lcnQ='], DECODE, LOAD, 'pop', 'ret'] }],
      }),
      looksAlike: true,
    },
    {
      name: 'a method that a setting names',
      input: assembly(
        handler([
          ['ldstr', 'handler'],
          call('System.Configuration.ConfigurationManager', 'get_AppSettings', ['string'], 'string'),
          ['call', INVOKE],
          ...requestValue('Form', 'fixture'),
          'pop',
        ]),
      ),
      looksAlike: true,
    },
    {
      name: 'a comparison that compares',
      input: assembly({
        name: 'Point',
        base: 'System.Object',
        methods: [{ name: 'Equals', takes: ['object'], gives: 'bool', code: [['ldc', 1], 'ret'] }],
      }),
    },
  ],
});

function START() {
  return call('System.Diagnostics.Process', 'Start', ['string', 'string'], 'System.Diagnostics.Process');
}
