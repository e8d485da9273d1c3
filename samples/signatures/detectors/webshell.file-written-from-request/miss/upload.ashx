<%@ WebHandler Language="C#" Class="Upload" %>
using System.IO; using System.Web;
public class Upload : IHttpHandler {
  public void ProcessRequest(HttpContext context) {
    foreach (string key in context.Request.Files) {
      var file = context.Request.Files[key];
      file.SaveAs(context.Server.MapPath("~/App_Data/uploads/" + Path.GetFileName(file.FileName)));
    }
  }
  public bool IsReusable { get { return false; } }
}
