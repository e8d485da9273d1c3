<%@ WebService Language="C#" Class="Microsoft.Exchange.Sample.exchange_asmx" %>
