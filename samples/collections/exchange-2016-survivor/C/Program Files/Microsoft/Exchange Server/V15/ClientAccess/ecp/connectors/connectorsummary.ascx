<%@ Control Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.Sample.connectorsummary_ascx" %>
<%-- Stands for a file of the product; written for this sample. --%>
<span class="label"><%= this.Caption %></span>
