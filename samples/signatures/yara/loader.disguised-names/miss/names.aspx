<%@ Page Language="C#" %>
<% var line = new string(new char[] { '-', '-' }); Response.Write(line + Request.Url); %>
