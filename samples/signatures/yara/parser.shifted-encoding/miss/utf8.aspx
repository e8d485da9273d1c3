<%@ Page Language="C#" CodePage="65001" Inherits="Contoso.Web.Home" %>
