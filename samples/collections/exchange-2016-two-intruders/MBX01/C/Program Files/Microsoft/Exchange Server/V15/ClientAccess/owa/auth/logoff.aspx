<%@ Page Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.Sample.logoff_aspx" %>
<%-- Stands for a file of the product; written for this sample. --%>
<html><head><title><%= this.PageTitle %></title></head><body><form runat="server"></form></body></html>
