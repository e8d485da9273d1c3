<%@ Page Language="C#" %>
<% Func<string, string> encode = Server.HtmlEncode; Response.Write(encode(Request["q"])); %>