<%@ Page Language="C#" %>
<% var start = new Example.Start(); start.Run(Context); %>
