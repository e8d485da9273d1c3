<%@ WebHandler Language="C#" Class="Map" %>
using System.Net;
using System.Web;
public class Map : IHttpHandler
{
    const string Base = "http://maps.internal:6080/export?";
    public bool IsReusable { get { return true; } }
    // The host is one of its own, whatever is asked.
    public void ProcessRequest(HttpContext context)
    {
        HttpWebRequest asked = (HttpWebRequest)WebRequest.Create(Base + context.Request.QueryString["area"]);
        using (WebResponse answer = asked.GetResponse())
            answer.GetResponseStream().CopyTo(context.Response.OutputStream);
    }
}
