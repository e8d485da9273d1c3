<%@ Page Language="VB" %>
<% Dim start As New Example.Site.Start(Me) %>
