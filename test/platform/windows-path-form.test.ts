import { describe, expect, it } from 'vitest';
import { isWindowsDevice, literalWindowsPath, plainWindowsPath } from '../../src/platform/windows-path-form.js';

describe('isWindowsDevice', () => {
  it.each(['con', 'NUL', 'nul.json', 'LPT1', 'com9.x.y', 'aux ', 'CON:'])('%j', (name) =>
    expect(isWindowsDevice(name)).toBe(true),
  );
  it.each(['console', 'report.con', 'com', 'com10', 'lpt.txt', 'nully.json'])('not %j', (name) =>
    expect(isWindowsDevice(name)).toBe(false),
  );
});

describe('plainWindowsPath', () => {
  it.each([
    ['\\\\?\\c:\\case', 'C:\\case'],
    ['\\\\.\\E:\\', 'E:\\'],
    ['\\\\?\\UNC\\server\\share\\x', '\\\\server\\share\\x'],
    ['e:\\case', 'E:\\case'],
    ['\\\\server\\share', '\\\\server\\share'],
    [
      '\\\\?\\Volume{1b3b1146-4076-11e1-84aa-806e6f6e6963}\\x',
      '\\\\?\\Volume{1b3b1146-4076-11e1-84aa-806e6f6e6963}\\x',
    ],
    [
      '\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3\\x',
      '\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3\\x',
    ],
  ])('%s is %s', (path, plain) => expect(plainWindowsPath(path)).toBe(plain));
});

describe('literalWindowsPath', () => {
  it.each([
    ['C:\\case/EX01\\aux.aspx', '\\\\?\\C:\\case\\EX01\\aux.aspx'],
    ['C:\\', '\\\\?\\C:\\'],
    ['\\\\server\\share\\x', '\\\\?\\UNC\\server\\share\\x'],
    ['\\\\?\\C:\\case/x', '\\\\?\\C:\\case\\x'],
    ['\\\\.\\Volume{1}\\x', '\\\\.\\Volume{1}\\x'],
    ['C:case', 'C:case'],
    ['C:\\fällé. ', '\\\\?\\C:\\fällé. '],
  ])('%s is %s', (path, literal) => {
    expect(literalWindowsPath(Buffer.from(path)).toString()).toBe(literal);
  });
});
