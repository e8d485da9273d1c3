<%@ WebHandler Language="C#" Class="Photo" %>
using System.Web;
public class Photo : IHttpHandler {
  public void ProcessRequest(HttpContext context) {
    int id = int.Parse(context.Request.QueryString["id"]);
    context.Response.ContentType = "image/jpeg";
    context.Response.BinaryWrite(PhotoStore.Find(id));
  }
  public bool IsReusable { get { return true; } }
}
