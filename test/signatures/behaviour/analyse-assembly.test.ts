import { describe, expect, it } from 'vitest';
import { analyseAssembly } from '../../../src/signatures/behaviour/analyse-assembly.js';
import { assembly, call, handler, requestValue } from '../../detectors/webshell/web-assembly.js';
import type { OperationSketch } from '../../helpers/assembly-code.js';
import { words } from './pages.js';

/** Whether the code of a handler is followed that reads the request and makes this call with it. */
function isFollowed(type: string, method: string): boolean {
  const value = requestValue('Form', 'q');
  const content = assembly(handler([...value, call(type, method, ['string'])]));
  return analyseAssembly(content)?.assembly.code != null;
}

/** Whether a method is followed that calls this, and another of its class, which loads an assembly. */
function isSource(type: string, method: string): boolean {
  const loading: OperationSketch[] = [call('System.Reflection.Assembly', 'Load', []), 'ret'];
  const reading: OperationSketch[] = [call(type, method, []), ['ldarg', 0], ['call', { type: '', name: 'Go' }], 'ret'];
  const content = assembly({
    name: 'Site.Worker',
    base: 'System.Object',
    methods: [
      { name: 'Run', takes: [], code: reading },
      { name: 'Go', takes: [], code: loading },
    ],
  });
  return analyseAssembly(content)?.assembly.code?.unit.methods.some(({ name }) => name.endsWith('Run')) ?? false;
}

describe('the code of an assembly is followed', () => {
  it.each(
    words(
      'HttpRequest HttpRequestBase HttpContext HttpContextWrapper HttpListenerRequest HttpListenerContext HttpPostedFile HttpPostedFileBase HttpWorkerRequest WebSocketContext AspNetWebSocketContext IncomingWebRequestContext OperationContext NetworkStream Socket TcpClient UdpClient NamedPipeServerStream',
    ),
  )('that reads of %s', (type) => {
    expect([isSource(`Fixture.${type}`, 'Read'), isSource('Fixture.FileStream', 'Read')]).toEqual([true, false]);
  });

  it.each<readonly [type: string, method: string, isOne: boolean]>([
    ['Fixture.Control', 'get_Request', true],
    ['Fixture.Control', 'get_Requests', false],
    ['Fixture.Worker', 'GetPreloadedEntityBody', true],
    ['Fixture.Worker', 'GetBody', false],
    ...words('get_Text get_Value get_FileBytes get_PostedFile get_FileContent get_FileName').map(
      (name) => ['System.Web.UI.WebControls.TextBox', name, true] as const,
    ),
    ['System.Web.UI.WebControls.TextBox', 'get_CssClass', false],
    ['System.Web.UI.WebControls.Label', 'get_Text', false],
  ])('that reads %s.%s: %s', (type, method, isOne) => expect(isSource(type, method)).toBe(isOne));

  it.each([
    ['System.Reflection.MethodBase', 'Invoke'],
    ['System.Reflection.MethodInfo', 'Invoke'],
    ['System.Type', 'InvokeMember'],
    ['System.Delegate', 'DynamicInvoke'],
    ['System.Diagnostics.Process', 'WaitForExit'],
    ['System.Diagnostics.ProcessStartInfo', 'set_FileName'],
    ['System.Reflection.Assembly', 'Load'],
    ['System.IO.File', 'Open'],
    ['Microsoft.VisualBasic.Interaction', 'CreateObject'],
    ['Microsoft.VisualBasic.Interaction', 'GetObject'],
    ['Microsoft.VisualBasic.Interaction', 'CallByName'],
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
    ['nothing', 'Microsoft.VisualBasic.Interaction', 'MsgBox'],
  ])('not for what every application does: %s', (_, type, method) => expect(isFollowed(type, method)).toBe(false));
});
