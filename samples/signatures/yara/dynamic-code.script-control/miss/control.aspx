<%@ Page Language="C#" Inherits="Contoso.Web.Tree" %>
<%@ Register TagPrefix="a" Namespace="Contoso.Web.ScriptControls" %>
<a:ScriptControl runat="server" />
