<%@ Page Language="C#" %>
<% foreach (var f in Directory.GetFiles(Server.MapPath("~/gallery"), "*.jpg")) Response.Write(Path.GetFileName(f) + Request.QueryString["page"]); %>
