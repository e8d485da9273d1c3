<%@ Page Language="C#" Inherits="Contoso.Web.Login" %>
<input name="password" type="password"> <%= Request.Path %>
