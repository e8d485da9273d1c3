<%@ Page Language="c#" AutoEventWireup="false" Inherits="Microsoft.Exchange.HttpProxy.Logon" %>
<%@ Import namespace="Microsoft.Exchange.Clients.Owa.Core"%>
<!DOCTYPE html>
<html dir="<%=IsRtl ? "rtl" : "ltr" %>"><head><title><%=LocalizedStrings.GetHtmlEncoded(Title) %></title></head></html>
