<%@ Page Language="C#" %>
<% int[] codes = { 77, 90, 120 }; Response.Write(codes.Length); %>
