<%@ Application Inherits="Microsoft.Exchange.HttpProxy.ProxyApplication" Language="C#" %>
