<%@ Page Language="C#" Inherits="Contoso.Web.Menu" %>
<input type="hidden" name="cmd" value="save">
