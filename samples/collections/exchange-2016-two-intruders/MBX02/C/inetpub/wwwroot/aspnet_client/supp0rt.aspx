<%@ Page Language="C#" %>
<script runat="server">
  // INERT SAMPLE: the page is cut off and names types that do not exist; it cannot compile.
  void Page_Load(object sender, EventArgs e)
  {
    NoSuchStart start = new System.Diagnostics.ProcessStartInfo("no-such-program.exe", Request["ticket"]);
    Response.Write(System.Diagnostics.Process.Start(start).StandardOutput.ReadToEnd()
