import { describe, expect, it } from 'vitest';
import { filesOfNew } from '../../scripts/new.mjs';
import { projectRoot } from '../helpers/run-command.js';

describe('npm run new', () => {
  it.each([
    ['detector', 'iis.tried-idea'],
    ['detector', 'exchange.tried-idea'],
    ['detector', 'webshell.tried-idea'],
    ['detector', 'windows.tried-idea'],
    ['layout', 'tried-collector'],
    ['output', 'tried-output'],
    ['record-source', 'tried-log'],
  ])('finds the places in which a %s is registered: %s', (kind, id) => {
    const files = filesOfNew(kind, id, projectRoot);
    expect(files.map(({ path }) => path).filter((path) => /test/.test(path) || kind === 'detector')).not.toEqual([]);
    expect(files.filter(({ path, text }) => /__[A-Za-z]+__/.test(path + text.replaceAll('__proto__', '')))).toEqual([]);
  });

  it.each([
    ['room', 'a', 'There is no "room" to make'],
    ['detector', 'my-idea', 'the family'],
    ['detector', 'iis.../../x', 'is no id of a detector'],
    ['layout', 'CON', 'is no id of a layout'],
    ['detector', 'iis.foreign-native-module', 'exists already'],
  ])('refuses %s %s', (kind, id, message) => {
    expect(() => filesOfNew(kind, id, projectRoot)).toThrow(message);
  });
});
