<%@ Page Language="C#" %>
<%
foreach (var name in Plugins.Names)
  Response.Write(Assembly.Load(name).GetName().Version);
%>
