<%@ Page Language="C#" %>
<% GetType().GetMethod("Refresh").Invoke(this, null); Response.Write(Request.Path); %>
