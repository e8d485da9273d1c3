<%
Set s = Server.CreateObject("ADODB.Stream")
s.LoadFromFile Documents.PathOf(Request("id"))
Response.BinaryWrite s.Read
%>
