<%@ Page Language="C#" Inherits="Contoso.Web.Help" %>
<pre>Get-Mailbox | Set-Mailbox # in PowerShell</pre>
