<%@ Page Language="C#" %>
<% var watch = System.Diagnostics.Stopwatch.StartNew(); timer.Start(); Response.Write(Request["id"]); %>