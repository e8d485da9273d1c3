import { describe, expect, it } from 'vitest';
import { analyseAssembly } from '../../../src/signatures/behaviour/analyse-assembly.js';
import { assembly, call, handler, requestValue } from '../../detectors/webshell/web-assembly.js';

/** Whether the code of a handler is followed that reads the request and makes this call with it. */
function isFollowed(type: string, method: string): boolean {
  const value = requestValue('Form', 'q');
  const content = assembly(handler([...value, call(type, method, ['string'])]));
  return analyseAssembly(content)?.assembly.code != null;
}

describe('the code of an assembly is followed', () => {
  it.each([
    ['System.Reflection.MethodBase', 'Invoke'],
    ['System.Reflection.MethodInfo', 'Invoke'],
    ['System.Type', 'InvokeMember'],
    ['System.Delegate', 'DynamicInvoke'],
    ['System.Diagnostics.Process', 'WaitForExit'],
    ['System.Diagnostics.ProcessStartInfo', 'set_FileName'],
    ['System.Reflection.Assembly', 'Load'],
    ['System.IO.File', 'Open'],
  ])('for %s.%s', (type, method) => expect(isFollowed(type, method)).toBe(true));

  it.each([
    ['read', 'System.IO.File', 'ReadAllText'],
    ['list', 'System.IO.Directory', 'GetFiles'],
    ['database', 'System.Data.SqlClient.SqlConnection', '.ctor'],
    ['sql', 'System.Data.SqlClient.SqlCommand', '.ctor'],
    ['respond', 'System.Web.HttpResponse', 'Write'],
    ['registry', 'Microsoft.Win32.Registry', 'GetValue'],
    ['inventory', 'System.Environment', 'GetLogicalDrives'],
    ['touch', 'System.IO.File', 'SetLastWriteTime'],
    ['nothing', 'System.Globalization.Calendar', 'Invoke'],
  ])('not for what every application does: %s', (_, type, method) => expect(isFollowed(type, method)).toBe(false));
});
