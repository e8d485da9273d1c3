<%
Set x = CreateObject("MSXML2.ServerXMLHTTP")
x.Open "GET", feed, False
x.Send
Response.Write Server.HTMLEncode(x.responseText)
%>
