<%@ WebHandler Language="C#" Class="Entry" %>
public class Entry : System.Web.IHttpHandler {
  public bool IsReusable { get { return true; } }
  public void ProcessRequest(System.Web.HttpContext context) { new Contoso.Reporting.Engine().Equals(context); }
}
