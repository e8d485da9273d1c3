<%@ Page Language="C#" %>
<% Response.Write("User-agent: googlebot"); %>
