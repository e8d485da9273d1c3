<%@ Page Language="C#" %>
<% for (int i = 0; i < a.Length; i++) sum ^= a[i % a.Length]; Response.Write(sum + Request.Path); %>
