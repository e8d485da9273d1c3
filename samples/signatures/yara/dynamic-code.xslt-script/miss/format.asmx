<%@ WebService Language="C#" Class="Format" %>
using System.Web.Services;
using System.Xml;
using System.Xml.Xsl;
public class Format : WebService
{
    // The style sheet is one of its own; what was sent is only data, and no script may run.
    [WebMethod]
    public string Show(string data)
    {
        XslCompiledTransform sheet = new XslCompiledTransform();
        sheet.Load(Server.MapPath("~/App_Data/short.xslt"), XsltSettings.Default, null);
        XmlDocument document = new XmlDocument { XmlResolver = null };
        document.LoadXml(data);
        using (System.IO.StringWriter text = new System.IO.StringWriter())
        {
            sheet.Transform(document, null, text);
            return text.ToString();
        }
    }
}
