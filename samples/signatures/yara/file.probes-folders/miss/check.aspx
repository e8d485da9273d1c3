<%@ Page Language="C#" %>
<% using (File.Create(Server.MapPath("~/App_Data/check.tmp"))) Response.Write("writable " + Request.Path); %>
