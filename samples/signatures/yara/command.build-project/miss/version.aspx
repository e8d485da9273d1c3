<%@ Page Language="C#" %>
<p>Microsoft.Build.Framework <%= typeof(Microsoft.Build.Framework.ITask).Assembly.GetName().Version %></p>
<p><%= Server.HtmlEncode(Request.QueryString["branch"]) %></p>
