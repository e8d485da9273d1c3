<%@ Page Language="C#" %>
<% Response.Redirect("default.aspx"); %>
<a href="list.aspx">CreateText is what the list page does</a>
