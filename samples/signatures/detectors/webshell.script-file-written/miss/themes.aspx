<%@ Page Language="C#" %>
<% System.IO.File.Copy(Server.MapPath("logo.gif"), Server.MapPath("~/Themes/logo.gif"), true);
System.IO.File.Copy(Server.MapPath("Template.aspx"), Server.MapPath("Welcome.aspx"), true); %>
