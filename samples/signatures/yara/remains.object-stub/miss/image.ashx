<%@ WebHandler Language="C#" Class="Picture" %>
public class Picture : System.Web.IHttpHandler {
  public bool IsReusable { get { return true; } }
  public void ProcessRequest(System.Web.HttpContext context) {
    context.Response.ContentType = "image/png";
    new Site.Pictures().Write(context);
  }
}
