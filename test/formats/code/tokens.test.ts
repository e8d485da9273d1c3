import { describe, expect, it } from 'vitest';
import { foldExpression } from '../../../src/formats/code/fold-expression.js';
import type { CodeLanguage } from '../../../src/formats/code/language.js';
import { parseCode } from '../../../src/formats/code/parse-code.js';

/** Values of the variables that a program declares or assigns, where they are constants. */
function constantsOf(code: string, language: CodeLanguage): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const statement of parseCode(code, language).main) {
    if (statement.kind === 'declare' && statement.value)
      values[statement.name] = foldExpression(statement.value, language);
    if (statement.kind !== 'expression' || statement.expression.kind !== 'assign') continue;
    const { target, value } = statement.expression;
    if (target.kind === 'name') values[target.name.toLowerCase()] = foldExpression(value, language);
  }
  return values;
}

describe('a text of VB', () => {
  it.each(['\n', '\r', '\r\n'])('ends with its line where nothing closes it (%j)', (end) => {
    expect(constantsOf(`x = "a${end}y = Chr(98)`, 'vbscript')).toMatchObject({ y: 'b' });
  });

  it('is no operator, whatever it holds', () => {
    expect(constantsOf('x = "a" "&" "b"', 'vbscript')['x']).toBe('a');
    expect(constantsOf('x = "a" "and" "b"', 'vbscript')['x']).toBe('a');
  });
});

describe('a statement of VB', () => {
  it('that is a call is no setter, and what `Set` assigns is assigned', () => {
    const { main } = parseCode('Run("a")\nSet x = Chr(98)\nRun("c")', 'vbscript');
    expect(main.map((one) => (one.kind === 'expression' ? one.expression.kind : one.kind))).toEqual([
      'call',
      'assign',
      'call',
    ]);
  });
});

describe('a list of attributes of VB', () => {
  it('is one where a line closes it, whatever another line leaves open', () => {
    const code = 'Class A\n<b <c d\n<WebMethod> Sub E()\nEnd Sub\nEnd Class';
    expect(parseCode(code, 'vb').methods.map(({ attributes }) => attributes)).toEqual([['WebMethod']]);
  });

  it('is looked for once in a line of hundred thousands that nothing closes', () => {
    // Looking for each would take minutes.
    const { main } = parseCode('<a '.repeat(130_000), 'vb');
    expect(main.length).toBeGreaterThan(0);
  });
});

describe('a class of VB', () => {
  it('ends where it says so, and a structure too', () => {
    const code =
      'Class A\nSub B()\nEnd Sub\nEnd Class\nSub C()\nEnd Sub\nStructure D\nSub E()\nEnd Sub\nEnd Structure\nSub F()\nEnd Sub';
    expect(parseCode(code, 'vb').methods.map(({ owner, name }) => `${owner}.${name}`)).toEqual([
      'A.B',
      '.C',
      'D.E',
      '.F',
    ]);
  });

  it('ends with no block inside of it', () => {
    const code = 'Class A\nSub B()\nIf x Then\ny = 1\nEnd If\nEnd Sub\nSub C()\nEnd Sub\nEnd Class';
    expect(parseCode(code, 'vb').methods.map(({ owner, name }) => `${owner}.${name}`)).toEqual(['A.B', 'A.C']);
  });
});

describe('an interpolated text of C#', () => {
  it.each([
    ['$@"a\\b{"c"}"', 'a\\bc'],
    ['@$"a\\b{"c"}"', 'a\\bc'],
    ['$"a\\x62{"c"}"', 'abc'],
  ])('%s is %s', (text, value) => {
    expect(constantsOf(`var x = ${text};`, 'csharp')).toEqual({ x: value });
  });

  it('is not begun by a sign of a name', () => {
    expect(constantsOf('var x = $@y; var z = "b";', 'csharp')).toMatchObject({ z: 'b' });
  });
});

describe('a slash of JScript', () => {
  it.each([
    'function f(a) { return /"/.test(a); }',
    'var y = typeof /"/;',
    'switch (a) { case /"/: b(); }',
    'var y = a.replace(/"/, b);',
    'var y = [/"/];',
  ])('begins a regular expression in %s', (code) => {
    // On the same line, as a text would end with the line.
    expect(constantsOf(`${code} var x = "b";`, 'jscript')).toMatchObject({ x: 'b' });
  });

  it.each(['var y = (a) / 2; var z = "q/";', 'var y = a[0] / 2; var z = "q/";', 'var y = a / 2; var z = "q/";'])(
    'divides in %s',
    (code) => {
      expect(constantsOf(`${code}\nvar x = "b";`, 'jscript')).toMatchObject({ x: 'b', z: 'q/' });
    },
  );
});
