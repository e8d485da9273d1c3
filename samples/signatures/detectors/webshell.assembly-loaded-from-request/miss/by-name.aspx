<%@ Page Language="C#" %>
<% var version = System.Reflection.Assembly.Load("Shop.Web").GetName().Version; Response.Write(version); %>