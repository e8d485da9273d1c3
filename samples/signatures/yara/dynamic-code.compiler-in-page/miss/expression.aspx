<%@ Page Language="C#" Inherits="Contoso.Web.Expression" %>
<p>Compiled with CSharpCodeProvider on <%= BuiltOn %></p>
