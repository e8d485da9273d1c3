<%@ Page Language="C#" %><% Example.Site.Start.Run(Context); %>
