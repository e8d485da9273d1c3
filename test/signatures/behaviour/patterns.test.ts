import { describe, expect, it } from 'vitest';
import { reached, statements } from './pages.js';

const Q = ['process Request["q"]'];
const started = (code: string) => reached('aspx', statements(code));

/** Code that gives a name to what is asked, with the name that gets the data and one that does not. */
const PATTERNS: readonly (readonly [what: string, code: string])[] = [
  ['a type', 'if (R is string x && x.Length > 1) Process.Start(x);'],
  ['a type with arguments', 'if (R is List<string> x && x.Count > 1) Process.Start(x[0]);'],
  ['members', 'if (R is { Length: > 3 and < 90 } x) Process.Start(x);'],
  ['what it is not', 'if (R is not { } x) return; Process.Start(x);'],
  ['a type with members', 'if (R is string { Length: > 1 } x) Process.Start(x);'],
  ['a part of a part', 'var o = R.Split(); if (o is { Rank: 1, Source.Text: var x }) Process.Start(x);'],
  ['parts of a list', 'if (R.Split() is [var a, var x, ..]) Process.Start(x);'],
  ['a name for whatever it is', 'if (R is var x) Process.Start(x);'],
  ['one of two', 'var y = R switch { null => "a", { Length: 1 } => "b", var x => x }; Process.Start(y);'],
  ['a condition behind it', 'var y = R switch { string x when x != "a" => x, _ => "b" }; Process.Start(y);'],
  ['a choice that asks for a type', 'Process.Start(R is string ? "a" : R);'],
  ['a label', 'switch (R) { case { Length: > 2 } x when x != "a": Process.Start(x); break; }'],
  ['a label with a type of several words', 'switch (R) { case System.String x: Process.Start(x); break; }'],
  ['a label of parts', 'switch ((1, R)) { case (1, var x): Process.Start(x); break; }'],
];

describe('names that patterns give', () => {
  it.each(PATTERNS)('%s', (_, code) => {
    expect(started(`object R = Request["q"]; ${code}`)).toEqual(['process Request["q"]']);
    expect(started(`object R = "a"; Show(Request["q"]); ${code}`)).toEqual([]);
  });

  it.each([
    ['a constant', 'if (Request["q"] is "a" || x) Process.Start("a.exe");'],
    ['nothing', 'if (Request["q"] is null) Process.Start("a.exe");'],
    ['words that are no names', 'if (Request["q"] is string or null) Process.Start("a.exe");'],
    ['a label that is a value', 'switch (Request["q"]) { case Kind.One: Process.Start("a.exe"); break; }'],
    ['a name for nothing', 'if (Request["q"] is string _) Process.Start("a.exe");'],
  ])('%s gives none', (_, code) => {
    expect(started(code)).toEqual([]);
  });

  it.each([
    ['patterns', ' switch { string s => s, _ => y }'],
    ['copies', ' with { A = 1 }'],
  ])('%s of one another end', (_, part) => {
    expect(started(`var a = x${part.repeat(1000)}; Process.Start(Request["q"]);`)).toEqual(Q);
  });

  it('code behind one is read', () => {
    expect(started('if (x is { A: { B: 1 ) Process.Start(Request["q"]);')).toEqual(Q);
    expect(started('var y = x switch { { A: }, }; Process.Start(Request["q"]);')).toEqual(Q);
  });
});

describe('copies with other members', () => {
  it('hold what they are given', () => {
    const page = (given: string) => `var a = b with { Body = ${given}, Name = "a" }; Process.Start(a.Body);`;
    expect(started(page('Request["q"]'))).toEqual(Q);
    expect(started(`Show(Request["q"]); ${page('"a"')}`)).toEqual([]);
  });
});
