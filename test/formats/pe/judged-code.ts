import { type Judge, readAssemblyCode } from '../../../src/formats/pe/assembly-code.js';
import {
  type FieldSketch,
  type MemberSketch,
  type MethodSketch,
  makeAssemblyCode,
  type OperationSketch,
  type TypeSketch,
} from '../../helpers/assembly-code.js';

export const GET: MemberSketch = { type: 'Web.Request', name: 'Get', gives: 'string', isStatic: true };
export const RUN: MemberSketch = { type: 'Web.Shell', name: 'Run', takes: ['string'], isStatic: true };
export const get: OperationSketch = ['call', GET];
export const run: OperationSketch = ['call', RUN];
export const own = (name: string, takes: readonly string[] = []): MemberSketch => ({
  type: '',
  name,
  takes,
  isStatic: true,
});
export const call = (name: string): OperationSketch => ['call', own(name)];
export const method = (
  name: string,
  code: readonly OperationSketch[],
  more: Partial<MethodSketch> = {},
): MethodSketch => ({
  name,
  isStatic: true,
  code: [...code, 'ret'],
  ...more,
});
/** Methods of which each calls the next. */
export const chain = (length: number, last: OperationSketch): MethodSketch[] =>
  Array.from({ length }, (_, i) => method(`C${i + 1}`, [i + 1 < length ? call(`C${i + 2}`) : last]));
export const cell = (name: string): FieldSketch => ({ type: '', name, holds: 'string' });

/** `Web.Request.Get` gives what was sent, `Web.Shell.Run` and the imported `start` do something; methods with `[Posted]` are called with data. */
export const judge: Judge = {
  member: (type, name) =>
    `${type}.${name}` === 'Request.Get' ? 'source' : /^(?:Shell\.Run|\.start)$/.test(`${type}.${name}`) ? 'sink' : null,
  isCalledWithData: (_, attributes) => attributes.includes('Posted'),
};

export function read(types: readonly TypeSketch[]) {
  const code = readAssemblyCode(makeAssemblyCode('Fixture', types), judge);
  if (!code) throw new Error('no assembly');
  return code;
}

/** The statements of what is followed; `*` before methods to begin with. */
export function followed(types: readonly TypeSketch[]): string[] {
  const { code, roots, limits } = read(types);
  const unit = code?.unit;
  return [
    ...(unit?.main ?? []).map((one) => (one.kind === 'declare' ? `field ${one.name}: ${one.type}` : one.kind)),
    ...(unit?.methods ?? []).map((one) =>
      [
        roots.has(one) ? '*' : '',
        ...one.attributes.map((name) => `[${name}] `),
        one.name,
        `(${one.parameters.map(({ name, type }) => `${name}: ${type}`).join(', ')})`,
        one.external
          ? ''
          : ` ${(unit?.code ?? '')
              .slice(one.start, one.end)
              .split('\n')
              .slice(1, -2)
              .map((line) => line.trim())
              .join(' ')}`,
      ].join(''),
    ),
    ...limits,
  ];
}

export const page = (methods: readonly MethodSketch[], fields: TypeSketch['fields'] = []): TypeSketch[] => [
  { name: 'Site.Page', fields, methods },
];
export const cells = [
  { name: 'a', holds: 'string' },
  { name: 'b', holds: 'string' },
];
