<%@ Page Language="C#" Inherits="Contoso.Web.Home" %>
<%@ Register TagPrefix="c" TagName="Head" Src="Head.ascx" %>
<img src="logo.gif">
