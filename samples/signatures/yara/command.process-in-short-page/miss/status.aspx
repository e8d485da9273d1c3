<%@ Page Language="C#" %>
<%= System.Diagnostics.Process.GetCurrentProcess().StartTime %>
