<%@ Page Language="C#" %>
<% var name = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String("V2VsY29tZSB0byB0aGUgc2hvcA==")); Response.Write(name); %>