<%@ WebHandler Language="C#" Class="Chunks" %>
using System.IO;
using System.Web;
public class Chunks : IHttpHandler {
  public void ProcessRequest(HttpContext context) {
    int chunk = int.Parse(context.Request["chunk"] ?? "0");
    string name = context.Request["name"] ?? string.Empty;
    HttpPostedFile part = context.Request.Files[0];
    using (var file = new FileStream(Path.Combine(context.Server.MapPath("~/App_Data/upload"), name), chunk == 0 ? FileMode.Create : FileMode.Append)) {
      var buffer = new byte[part.InputStream.Length];
      part.InputStream.Read(buffer, 0, buffer.Length);
      file.Write(buffer, 0, buffer.Length);
    }
  }
  public bool IsReusable { get { return false; } }
}
