<%@ Control Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.Sample.sharingpolicy_ascx" %>
<%-- Stands for a file of the product; written for this sample. --%>
<span class="label"><%= this.Caption %></span>
