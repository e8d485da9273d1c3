<%@ Page Language="C#" %>
<%= Registry.LocalMachine.OpenSubKey(@"SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full").GetValue("Version") %> <%= Request.Path %>
