<%@ WebHandler Language="C#" Class="Api" %>
public class Api : IHttpHandler {
  public void ProcessRequest(HttpContext c) {
    var order = new JavaScriptSerializer().Deserialize<Order>(new StreamReader(c.Request.InputStream).ReadToEnd());
  }
}