<%@ WebService Language="C#" Class="Microsoft.Exchange.Sample.um2007legacy_asmx" %>
