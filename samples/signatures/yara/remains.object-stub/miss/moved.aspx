<%@ Page Language="C#" %>
<% Server.Transfer("next.aspx"); %>
