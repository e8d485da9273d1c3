<%@ Page Language="C#" Inherits="Contoso.Web.Report" %>
<%= File.ReadAllText(Server.MapPath("footer.htm")) %>
