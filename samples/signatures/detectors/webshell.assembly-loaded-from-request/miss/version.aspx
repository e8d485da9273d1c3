<%@ Page Language="C#" %>
<%= System.Reflection.Assembly.GetExecutingAssembly().GetName().Version %> <%= Request["x"] %>