<%@ WebHandler Language="C#" Class="SearchProxy" %>
using System.IO;
using System.Net;
using System.Web;
public class SearchProxy : IHttpHandler {
  public void ProcessRequest(HttpContext c) {
    var request = WebRequest.Create("http://search.corp.example/api?q=" + HttpUtility.UrlEncode(c.Request["q"]));
    request.Headers["Authorization"] = c.Request.Headers["Authorization"];
    using (var answer = request.GetResponse().GetResponseStream()) answer.CopyTo(c.Response.OutputStream);
  }
  public bool IsReusable { get { return true; } }
}
