import { randomUUID } from 'node:crypto';

const WORDS = /^[a-z][a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,5}$/;
const FORM = 'small letters, digits and hyphens, such as my-idea';

/**
 * What can be made: the form of its id, the folder of its templates, and the lines that it adds to files that exist, each before the
 * first match of a pattern. `tests` say whether it is whole, besides its own; `next` is what only a person can do.
 */
export const KINDS = {
  detector: {
    id: /^(?:iis|exchange|webshell|windows)\.[a-z][a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,5}$/,
    form: 'the family (iis, exchange, webshell, windows), a dot and a name, such as iis.my-idea',
    templates: (id) => `detector-${id.split('.')[0]}`,
    lines: [],
    tests: [
      'test/detectors/every-detector.test.ts',
      'test/detectors/configuration-detector-samples.test.ts',
      'test/signatures/titles.test.ts',
    ],
    next: 'put your idea in the place of "Replace", in the detector and its samples; docs/writing-a-detector.md',
  },
  layout: {
    id: WORDS,
    form: FORM,
    templates: () => 'layout',
    lines: [
      {
        file: 'src/collection/layouts/index.ts',
        before: /^import type \{ Layout \}/m,
        text: "import { __camel__ } from './__name__.js';\n",
      },
      { file: 'src/collection/layouts/index.ts', before: /^ {2}driveFolders,$/m, text: '  __camel__,\n' },
    ],
    tests: ['test/collection/layouts.test.ts'],
    next: 'write how the collector arranges volumes; those with a record of their own go to the top of LAYOUTS',
  },
  output: {
    id: WORDS,
    form: FORM,
    templates: () => 'output',
    lines: [
      {
        file: 'docs/outputs.md',
        before: /^\n`afterpatch render report\.json/m,
        text: '| `__name__` | replace: what it is for, and its shape |\n',
      },
    ],
    tests: ['test/cli/output-files.test.ts'],
    next: 'write what it tells, and its row in docs/outputs.md; then npx vitest run test/cli/derived-from-commands.test.ts -u',
  },
  'record-source': {
    id: WORDS,
    form: FORM,
    templates: () => 'record-source',
    lines: [
      {
        file: 'src/engine/records/read-records.ts',
        before: /^import \{ readEvent \}/m,
        text: "import { is__Pascal__Log } from '../../formats/__name__/__name__-reader.js';\n",
      },
      {
        file: 'src/engine/records/read-records.ts',
        before: /^import type \{ RecordAtHand \}/m,
        text: "import { __camel__Pass } from './__name__-pass.js';\n",
      },
      {
        file: 'src/engine/records/read-records.ts',
        before: /^ {2}const header = recogniseExchangeLog\(head\);$/m,
        text: '  if (is__Pascal__Log(head)) return __camel__Pass(sink);\n',
      },
      {
        file: 'src/collection/kinds/log-facts.ts',
        before: /^import \{ recogniseLog \}/m,
        text: "import { is__Pascal__Log } from '../../formats/__name__/__name__-reader.js';\n",
      },
      {
        file: 'src/collection/kinds/log-facts.ts',
        before: /^ {2}if \(SETUP_ENTRY\.test\(start\)\)/m,
        text: '  if (is__Pascal__Log(head)) return nobody;\n',
      },
      {
        file: 'scripts/fuzz/readers.mjs',
        before: /^ {2}lines\(\n {4}'w3c',/m,
        text: `  {
    name: '__name__',
    module: 'formats/__name__/__name__-reader.js',
    seeds: ['#Log: __name__\\r\\n2021-03-03T01:02:03Z\\tstart\\tCORP\\\\a\\tdone\\r\\n'],
    words: ['\\t', '\\r\\n', '\\n', '\\0', '2021-03-03T01:02:03Z\\t'],
    read: pushed(
      (module, tell) =>
        new module.__Pascal__Reader({ entry: ({ offset }) => tell(offset), loss: ({ offset }) => tell(offset) }),
    ),
  },
`,
      },
    ],
    tests: [
      'test/formats/every-reader.test.ts',
      'test/signatures/sigma-samples.test.ts',
      'test/collection/kinds/kind.test.ts',
    ],
    next: 'write the format, the fields and the rule in the place of "Replace"; docs/adding-a-log-source.md',
  },
};

/** What stands for `__name__` and the like in templates. */
export function placeholdersOf(id) {
  const name = id.split('.').at(-1) ?? id;
  const Pascal = name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  const words = name.replaceAll('-', ' ');
  return {
    id,
    name,
    Pascal,
    camel: Pascal[0].toLowerCase() + Pascal.slice(1),
    snake: name.replaceAll('-', '_'),
    title: words[0].toUpperCase() + words.slice(1),
    uuid: randomUUID(),
    today: new Date().toISOString().slice(0, 10),
  };
}
