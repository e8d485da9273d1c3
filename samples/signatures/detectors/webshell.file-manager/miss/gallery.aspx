<%@ Page Language="C#" %>
<% foreach (var f in System.IO.Directory.GetFiles(Server.MapPath("~/pictures"))) Response.Write(System.IO.Path.GetFileName(f)); Response.Write(Request["page"]); %>