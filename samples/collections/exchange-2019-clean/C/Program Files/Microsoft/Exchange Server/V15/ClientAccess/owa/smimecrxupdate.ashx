<%@ WebHandler Language="C#" Class="Microsoft.Exchange.Sample.smimecrxupdate_ashx" %>
