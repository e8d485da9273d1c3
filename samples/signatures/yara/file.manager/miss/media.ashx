<%@ WebHandler Language="C#" Class="Media" %>
using System.IO;
using System.Web;
public class Media : IHttpHandler {
  public void ProcessRequest(HttpContext c) {
    if (!c.User.IsInRole("Editors")) { c.Response.StatusCode = 403; return; }
    string root = c.Server.MapPath("~/media/");
    string full = Path.GetFullPath(Path.Combine(root, c.Request["path"] ?? ""));
    if (!full.StartsWith(root)) return;
    switch (c.Request["do"]) {
      case "list": foreach (var f in Directory.GetFiles(full)) c.Response.Write(Path.GetFileName(f) + "\n"); break;
      case "remove": File.Delete(full); break;
      case "rename": File.Move(full, Path.Combine(root, Path.GetFileName(c.Request["to"]))); break;
    }
  }
  public bool IsReusable { get { return true; } }
}
