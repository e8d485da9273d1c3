<%
Set x = CreateObject("MSXML2.ServerXMLHTTP")
x.Open "GET", "https://news.corp.example/feed", False
Response.Write x.responseText & Request("page")
%>
