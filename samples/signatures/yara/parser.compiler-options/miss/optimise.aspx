<%@ Page Language="C#" CompilerOptions="/optimize+ /warnaserror-" Inherits="Contoso.Web.Fast" %>
