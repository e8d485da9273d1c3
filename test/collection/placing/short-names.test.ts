import { describe, expect, it } from 'vitest';
import { withLongNames } from '../../../src/collection/placing/short-names.js';

describe('short names of folders', () => {
  it.each([
    [
      'C:\\PROGRA~1\\MICROS~1\\EXCHAN~1\\V15\\FRONTE~1\\HTTPPR~1\\owa\\auth\\x.aspx',
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\x.aspx',
    ],
    [
      '\\\\127.0.0.1\\c$\\inetpub\\wwwroot\\aspnet~1\\x.aspx',
      '\\\\127.0.0.1\\c$\\inetpub\\wwwroot\\aspnet_client\\x.aspx',
    ],
    ['-FilePath "c:\\progra~3\\x" -y', '-FilePath "c:\\ProgramData\\x" -y'],
    ['C:\\Windows\\MICROS~1.NET\\FRAMEW~1\\x', 'C:\\Windows\\Microsoft.NET\\FRAMEW~1\\x'],
    ['/ASPNET~1/x.aspx', '/aspnet_client/x.aspx'],
  ])('reads %s', (short, long) => expect(withLongNames(short)).toBe(long));

  it.each(['C:\\PROGRA~9\\x', 'C:\\Users\\ADMINI~1\\x', 'micros~1', 'C:\\xmicros~1\\a', 'C:\\client~12\\a', '~'])(
    'leaves %s',
    (text) => expect(withLongNames(text)).toBe(text),
  );
});
