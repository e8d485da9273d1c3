<%@ Page Language="C#" %>
<% foreach (var d in new DirectoryInfo(Server.MapPath("~/docs")).GetDirectories()) Response.Write(d.Name + Request.Path); %>
