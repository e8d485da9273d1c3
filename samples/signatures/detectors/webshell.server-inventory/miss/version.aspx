<%@ Page Language="C#" %>
<% var key = Microsoft.Win32.Registry.LocalMachine.OpenSubKey("SOFTWARE\\Contoso"); Response.Write(key.GetValue("Version")); %>