<%@ Page Language="C#" %>
<%= System.Diagnostics.Process.GetCurrentProcess().WorkingSet64 %> <%= Request.Path %>
