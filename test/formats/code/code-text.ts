import { readFileSync } from 'node:fs';
import type { CodeLanguage } from '../../../src/formats/code/language.js';
import { parseCode } from '../../../src/formats/code/parse-code.js';
import type { CodeUnit, Expression, Method, Parameter, Statement } from '../../../src/formats/code/syntax.js';

const list = (expressions: readonly Expression[]): string => expressions.map(text).join(', ');

/** An expression, with brackets around everything that binds: `(a + (b * c))`. What is not understood is `?(its parts)`. */
export function text(expression: Expression): string {
  switch (expression.kind) {
    case 'string':
      return JSON.stringify(expression.value);
    case 'number':
      return String(expression.value);
    case 'name':
      return expression.name;
    case 'member':
      return `${text(expression.object)}.${expression.name}`;
    case 'call':
      return `${text(expression.callee)}(${list(expression.args)})`;
    case 'index':
      return `${text(expression.object)}[${list(expression.args)}]`;
    case 'new':
      return `new ${expression.type}(${list(expression.args)}){${list(expression.elements)}}`;
    case 'array':
      return `[${expression.elements.map((one, i) => (expression.keys ? `${expression.keys[i]}: ` : '') + text(one)).join(', ')}]`;
    case 'assign':
      return `(${text(expression.target)} ${expression.operator} ${text(expression.value)})`;
    case 'binary':
      return `(${text(expression.left)} ${expression.operator} ${text(expression.right)})`;
    case 'unary':
      return `(${expression.operator} ${text(expression.operand)})`;
    case 'cast':
      return `<${expression.type}>${text(expression.operand)}`;
    case 'typeof':
      return `typeof ${expression.type}`;
    case 'choice':
      return `(${text(expression.condition)} ? ${expression.branches.map(text).join(' : ')})`;
    case 'lambda':
      return `(${parameters(expression.method)}) => ${block(expression.method.body)}`;
    case 'other':
      return `?(${list(expression.parts)})`;
  }
}

const typed = (name: string, type: string | null): string => (type === null ? name : `${name}: ${type}`);

const parameter = ({ name, type, attributes }: Parameter): string =>
  (attributes === undefined ? '' : `[${attributes}] `) + typed(name, type);

const parameters = (method: Method): string => method.parameters.map(parameter).join(', ');

const block = (body: readonly Statement[]): string => `{ ${body.map(line).join('; ')} }`;

export function line(statement: Statement): string {
  switch (statement.kind) {
    case 'expression':
      return text(statement.expression);
    case 'declare': {
      const value = statement.value ? ` = ${text(statement.value)}` : '';
      return `${statement.shared ? 'shared ' : ''}${typed(statement.name, statement.type)}${value}`;
    }
    case 'each':
      return `each ${typed(statement.name, statement.type)} of ${text(statement.over)}`;
    case 'return':
      return `return ${text(statement.value)}`;
  }
}

export function methodLine(method: Method): string {
  const { attributes, external, property, extension, owner, name, body } = method;
  const marks = [external && 'external', property && 'property', extension && 'extension'].filter(Boolean);
  const what = [...attributes.map((one) => `[${one}]`), ...marks, 'method'].join(' ');
  return `${what} ${owner === '' ? '' : `${owner}.`}${name}(${parameters(method)}) ${block(body)}`;
}

/** Everything that was read of a piece of code, a line each. */
export function tree(code: string, language: CodeLanguage): string[] {
  const unit: CodeUnit = parseCode(code, language);
  return [
    ...unit.namespaces.map((name) => `namespace ${name}`),
    ...unit.statics.map((name) => `static ${name}`),
    ...[...unit.aliases].map(([name, type]) => `alias ${name} = ${type}`),
    ...unit.classes.map(({ name, bases }) => `class ${[name, ...bases].join(' < ')}`),
    ...unit.main.map(line),
    ...unit.methods.map(methodLine),
    ...unit.limits.map((limit) => `limit ${limit}`),
  ];
}

export const LANGUAGES: readonly CodeLanguage[] = ['csharp', 'jscript', 'vb', 'vbscript'];

/** Cases of a file of fixtures: code behind `> `, then what is read of it; a line without anything is between two. */
export function casesOf(folder: string, language: CodeLanguage): [CodeLanguage, string, string[]][] {
  const file = new URL(`../../fixtures/${folder}/${language}.txt`, import.meta.url);
  const blocks = readFileSync(file, 'utf8').trim().split('\n\n');
  return blocks.map((block) => {
    const lines = block.split('\n');
    const code = lines.filter((one) => one.startsWith('>')).map((one) => one.slice(2));
    return [language, code.join('\n'), lines.filter((one) => !one.startsWith('>'))];
  });
}
