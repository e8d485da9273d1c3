<%@ Page Language="C#" %>
<% new Contoso.Reporting.Engine().Equals(this); %>
