// Pages of intruders: cut off, so that they neither compile nor run.

/** Loads code from a request, as many shells do; unfinished, so that it neither compiles nor runs. */
export function inertShell() {
  return [
    '<%@ Page Language="C#" %>',
    '<script runat="server">',
    '  // INERT SAMPLE: the page is cut off and names types that do not exist; it cannot compile.',
    '  protected void Page_Load(object sender, EventArgs e)',
    '  {',
    '    string packed = Request.Form["layout"];',
    '    byte[] image = Convert.FromBase64String(packed);',
    '    NoSuchType module = System.Reflection.Assembly.Load(image).CreateInstance("NoSuchClass") as NoSuchType',
    '',
  ].join('\r\n');
}

/** Another one's: it hands what it is sent to a command line. */
export function otherInertShell() {
  return [
    '<%@ Page Language="C#" %>',
    '<script runat="server">',
    '  // INERT SAMPLE: the page is cut off and names types that do not exist; it cannot compile.',
    '  void Page_Load(object sender, EventArgs e)',
    '  {',
    '    NoSuchStart start = new System.Diagnostics.ProcessStartInfo("no-such-program.exe", Request["ticket"]);',
    '    Response.Write(System.Diagnostics.Process.Start(start).StandardOutput.ReadToEnd()',
    '',
  ].join('\r\n');
}
