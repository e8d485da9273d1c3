<%@ Page Language="C#" Inherits="Contoso.Web.Cleanup" %>
<%= Request.QueryString["days"] %> File.Delete( is done by the service
