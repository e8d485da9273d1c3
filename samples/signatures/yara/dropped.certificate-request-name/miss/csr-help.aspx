<%@ Page Language="c#" AutoEventWireup="false" Inherits="Microsoft.Exchange.HttpProxy.Logon" %>
<%@ Import namespace="Microsoft.Exchange.Clients.Owa.Core"%>
<!DOCTYPE html>
<html dir="<%=IsRtl ? "rtl" : "ltr" %>"><head><title><%=LocalizedStrings.GetHtmlEncoded(Title) %></title></head></html>
<pre>-----BEGIN NEW CERTIFICATE REQUEST-----
MIIBZml4dHVyZSBvbmx5LCBubyByZXF1ZXN0IGF0IGFsbCAuLi4uLi4uLi4uLi4u
-----END NEW CERTIFICATE REQUEST-----
</pre>
