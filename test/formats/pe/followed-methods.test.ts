import { expect, it } from 'vitest';
import type { MethodSketch, TypeSketch } from '../../helpers/assembly-code.js';
import { call, cell, cells, chain, followed, get, method, own, page, RUN, run } from './judged-code.js';

const working: MethodSketch = { name: 'Work', code: [['ldarg', 1], run, 'ret'] };
const idle = (count: number): MethodSketch[] =>
  Array.from({ length: count }, () => ({ name: 'Work', takes: ['string'], code: ['ret'] }));
/** A page that calls a method of an interface with what was sent, and classes that have these methods. */
const work = (methods: readonly MethodSketch[]): TypeSketch[] => [
  { name: 'Site.IWork', methods: [{ name: 'Work', takes: ['string'] }] },
  ...methods.map((one, i) => ({ name: `Site.W${i}`, methods: [one] })),
  {
    name: 'Site.Page',
    methods: [
      method('A', [['ldarg', 0], get, ['callvirt', { type: '', name: 'Work', takes: ['string'] }]], {
        takes: ['object'],
      }),
    ],
  },
];

const ROWS: [string, readonly TypeSketch[], string[]][] = [
  ['none where nothing is done', page([method('A', [get, 'pop'])]), []],
  [
    'that do it with what was sent',
    page([method('A', [get, run]), method('Idle', [])]),
    ['*Page::A() Shell.Run(Request.Get());'],
  ],
  [
    'that do it with what is kept by one to which something is sent',
    page(
      [
        method('A', [get, ['stsfld', cell('a')]]),
        method('B', [['ldsfld', cell('a')], run]),
        method('C', [['ldsfld', cell('b')], 'pop']),
        method('D', [get, ['stsfld', cell('b')]]),
        method('E', [['ldsfld', cell('a')], 'pop']),
      ],
      cells,
    ),
    ['field Page::a: string', '*Page::A() Page::a = Request.Get();', '*Page::B() Shell.Run(Page::a);'],
  ],
  [
    'that keep it in an object',
    page(
      [
        method('A', [['ldarg', 0], get, ['stfld', cell('a')]], { takes: ['object'] }),
        method('B', [['ldarg', 0], ['ldfld', cell('a')], run], { takes: ['object'] }),
        method('C', [['ldarg', 0], ['ldflda', cell('b')], run], { takes: ['object'] }),
      ],
      cells,
    ),
    [
      'field Page::a: string',
      'field Page::b: string',
      '*Page::A(A_0: object) Page::a = Request.Get();',
      '*Page::B(A_0: object) Shell.Run(Page::a);',
      '*Page::C(A_0: object) Shell.Run(Page::b);',
    ],
  ],
  [
    'that only hand on what is kept, on the way to one that does it',
    page(
      [
        method('A', [get, ['stsfld', cell('a')]]),
        method('B', [['ldsfld', cell('a')], 'pop', call('C')]),
        method('C', [['ldstr', 'x'], run]),
        method('D', [['ldsfld', cell('b')], 'pop', call('C')]),
        method('F', [call('A'), ['ldstr', 'x'], ['stsfld', cell('a')]]),
        method('G', [call('A'), ['ldstr', 'x'], ['stsfld', cell('b')]]),
      ],
      cells,
    ),
    [
      'field Page::a: string',
      'field Page::b: string',
      '*Page::A() Page::a = Request.Get();',
      '*Page::B() Page::C();',
      '*Page::C() Shell.Run("x");',
      '*Page::D() Page::C();',
      '*Page::F() Page::A(); Page::a = "x";',
      '*Page::G() Page::A(); Page::b = "x";',
    ],
  ],
  [
    'over eight calls',
    page([method('A', [call('C1'), get, 'pop']), ...chain(8, run)]),
    [
      '*Page::A() Page::C1(); Request.Get();',
      'Page::C1() Page::C2();',
      'Page::C2() Page::C3();',
      'Page::C3() Page::C4();',
      'Page::C4() Page::C5();',
      'Page::C5() Page::C6();',
      'Page::C6() Page::C7();',
      'Page::C7() Page::C8();',
      '*Page::C8() Shell.Run();',
    ],
  ],
  [
    'over nine calls, of which only the end is told',
    page([method('A', [call('C1'), get, 'pop']), ...chain(9, run)]),
    ['*Page::C9() Shell.Run();'],
  ],
  [
    'over eight calls up and down in all',
    page([
      method('Top', [call('Up1'), 'pop', call('C1')]),
      method('Up1', [call('Up2')]),
      method('Up2', [get]),
      ...chain(6, run),
      method('Far', [call('Up1'), call('C1')]),
      method('Further', [call('Far')]),
      method('TooFar', [call('Further')]),
    ]),
    [
      '*Page::Top() Page::Up1(); Page::C1();',
      '*Page::Up1() Page::Up2();',
      '*Page::Up2() return Request.Get();',
      'Page::C1() Page::C2();',
      'Page::C2() Page::C3();',
      'Page::C3() Page::C4();',
      'Page::C4() Page::C5();',
      'Page::C5() Page::C6();',
      '*Page::C6() Shell.Run();',
      '*Page::Far() Page::Up1(); Page::C1();',
    ],
  ],
  [
    'with what they call on the way',
    page([method('A', [get, call('Clean'), run]), method('Clean', [call('Deep')]), method('Deep', [get])]),
    [
      '*Page::A() Page::Clean(); Shell.Run(Request.Get());',
      '*Page::Clean() Page::Deep();',
      '*Page::Deep() return Request.Get();',
    ],
  ],
  [
    'that they hand on',
    page(
      [
        method('A', [get, ['ldftn', own('B')], 'pop', 'pop']),
        method('B', [['ldstr', 'x'], run]),
        method('C', [get, ['ldarg', 0], ['ldvirtftn', own('B')], 'pop', 'pop']),
        method('D', [get, ['callvirt', own('B')], 'pop']),
        method('E', [get, 'pop', ['newobj', own('B')], 'pop']),
        method('F', [get, 'pop', ['ldsflda', cell('a')], 'pop']),
      ],
      cells,
    ),
    [
      '*Page::A() Request.Get();',
      '*Page::B() Shell.Run("x");',
      '*Page::C() Request.Get();',
      '*Page::D() Page::B(); Request.Get();',
      '*Page::E() Request.Get(); new Page();',
    ],
  ],
  [
    'of a machine that goes on in a structure of its own',
    [
      {
        name: 'Site.Page',
        methods: [
          method('Begin', [get, 'pop', ['ldarg', 0], ['ldarg', 0], ['stfld', cell('state')]], { takes: ['object'] }),
          method('Look', [get, 'pop', ['ldarg', 0], ['ldfld', cell('state')], 'pop'], { takes: ['object'] }),
          method('MoveNext', [get, 'pop']),
        ],
      },
      {
        name: 'Site.<Begin>d__1',
        fields: [{ name: 'state', holds: 'int' }],
        methods: [method('Other', []), method('MoveNext', [['ldstr', 'x'], run])],
      },
    ],
    [
      'field _Begin_d__1::state: int',
      '*Page::Begin(A_0: object) Request.Get(); _Begin_d__1::state = A_0;',
      '*_Begin_d__1::MoveNext() Shell.Run("x");',
    ],
  ],
  [
    'of a class that carries an interface out',
    work([{ ...working, takes: ['string'] }]),
    ['*W0::Work(A_0: string) Shell.Run(A_0);', '*Page::A(A_0: object) IWork::Work(Request.Get());'],
  ],
  [
    'but of none that only has a method of its name',
    work([{ ...working, takes: ['string'], isPrivate: true }]),
    ['*W0::Work(A_0: string) Shell.Run(A_0);'],
  ],
  [
    'but of none with other parameters',
    work([{ ...working, takes: ['string', 'string'] }]),
    ['*W0::Work(A_0: string, A_1: string) Shell.Run(A_0);'],
  ],
  [
    'of the eighth class that carries an interface out',
    work([...idle(7), { ...working, takes: ['string'] }]),
    ['*W7::Work(A_0: string) Shell.Run(A_0);', '*Page::A(A_0: object) IWork::Work(Request.Get());'],
  ],
  [
    'but of no ninth',
    work([...idle(8), { ...working, takes: ['string'] }]),
    ['*W8::Work(A_0: string) Shell.Run(A_0);'],
  ],
  [
    'that call what is imported, by the name that it has there',
    page([
      method('A', [get, ['call', own('Begin', ['string'])]]),
      { name: 'Begin', takes: ['string'], isStatic: true, library: 'shell.dll', entry: 'start' },
    ]),
    ['*Page::A() start(Request.Get());', '[DllImport("shell.dll", EntryPoint = "start")] start()'],
  ],
  [
    'that call what is imported, by its own name where the library’s is missing',
    page([
      method('A', [get, ['call', own('start', ['string'])]]),
      { name: 'start', takes: ['string'], isStatic: true, library: 'shell.dll', entry: '' },
      { name: 'idle', takes: ['string'], isStatic: true, library: 'shell.dll' },
    ]),
    ['*Page::A() start(Request.Get());', '[DllImport("shell.dll", EntryPoint = "start")] start()'],
  ],
  [
    'that others call, by their attributes',
    [
      {
        name: 'Site.Page',
        attributes: ['Web.PostedAttribute'],
        methods: [
          method('A', [call('C')]),
          method('B', [call('C')], { attributes: ['Web.PostedAttribute', 'Web.Plain'] }),
          method('C', [['ldstr', 'x'], run]),
          method('ValidateUser', [get, run]),
        ],
      },
    ],
    [
      '*[Posted] [Plain] Page::B() Page::C();',
      '*Page::C() Shell.Run("x");',
      '*[WebMethod] Page::ValidateUser() Shell.Run(Request.Get());',
    ],
  ],
  [
    'with the names of parameters, where the assembly tells them',
    page([
      method('A', [['ldarg', 1], run, get, 'pop'], {
        takes: ['string', 'int', 'object'],
        names: [
          [0, 'result'],
          [2, 'second'],
          [4, 'beyond'],
          [1, 'not a name'],
        ],
      }),
      method('B', [['ldarg', 0], run, get, 'pop'], {
        takes: ['string'],
        names: [
          [1, 'first'],
          [1, 'again'],
          [1, 'third'],
        ],
      }),
    ]),
    [
      '*Page::A(A_0: string, second: int, A_2: object) Shell.Run(second); Request.Get();',
      '*Page::B(again: string) Shell.Run(again); Request.Get();',
    ],
  ],
  [
    'with fields of one name told apart',
    page(
      [
        method('A', [get, ['stsfld', cell('a.b')], ['ldsfld', cell('a_b')], run]),
        method('B', [['ldsfld', { type: 'Web.Store', name: 'x', holds: 'string' }], run, get, ['stsfld', cell('a.b')]]),
      ],
      [
        { name: 'a.b', holds: 'string' },
        { name: 'a_b', holds: 'int' },
      ],
    ),
    [
      'field Page::a_b: string',
      'field Page::a_b_2: int',
      '*Page::A() Page::a_b = Request.Get(); Shell.Run(Page::a_b_2);',
      '*Page::B() Shell.Run(Store.x); Page::a_b = Request.Get();',
    ],
  ],
  [
    'through generic methods and types of the assembly',
    [
      {
        name: 'Site.Box`1',
        methods: [
          method('Put', [['ldarg', 0], run], { takes: ['string'] }),
          method('Put', [['ldarg', 1], run], { takes: ['string', 'string'] }),
        ],
      },
      {
        name: 'Site.Page',
        methods: [
          method('A', [get, ['call', { ...own('Each', ['string']), isGeneric: true }]]),
          method('Each', [['ldarg', 0], run], { takes: ['string'] }),
          method('B', [
            get,
            ['ldstr', 'x'],
            ['call', { type: 'box', ofGeneric: 1, name: 'Put', takes: ['string', 'string'], isStatic: true }],
          ]),
          method('C', [get, ['call', { ...RUN, isGeneric: true }]]),
          method('D', [get, ['call', { type: 'box', ofGeneric: 1, name: 'Gone', takes: ['string'], isStatic: true }]]),
        ],
      },
    ],
    [
      '*Box::Put(A_0: string) Shell.Run(A_0);',
      '*Box::Put_2(A_0: string, A_1: string) Shell.Run(A_1);',
      '*Page::A() Page::Each(Request.Get());',
      '*Page::Each(A_0: string) Shell.Run(A_0);',
      '*Page::B() Box::Put_2(Request.Get(), "x");',
      '*Page::C() Shell.Run(Request.Get());',
    ],
  ],
  [
    'by the type that others are of, and not by its name alone',
    page([
      method('A', [get, ['call', { ...RUN, type: 'Site.Page' }]]),
      method('Run', [['ldarg', 0], run], { takes: ['string'] }),
    ]),
    ['*Page::Run(A_0: string) Shell.Run(A_0);'],
  ],
];

it.each(ROWS)('methods are followed: %s', (_, types, expected) => expect(followed(types)).toEqual(expected));
