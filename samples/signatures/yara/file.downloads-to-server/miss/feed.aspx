<%@ Page Language="C#" %>
<% Response.Write(new System.Net.WebClient().DownloadString(Settings.Feed)); %>
