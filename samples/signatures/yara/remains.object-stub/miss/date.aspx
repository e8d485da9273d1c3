<%@ Page Language="C#" %>
<% var today = new DateTime(2026, 1, 1); Response.Write(today.Year); %>
