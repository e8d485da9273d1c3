<%@ Page Language="C#" %>
<%
var x = new System.Xml.Xsl.XslCompiledTransform();
x.Load(Server.MapPath("report.xslt"));
x.Transform(Server.MapPath("report.xml"), null, Response.OutputStream);
%>
