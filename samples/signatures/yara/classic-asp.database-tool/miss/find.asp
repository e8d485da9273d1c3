<%
Set c = Server.CreateObject("ADODB.Connection")
name = Request("name")
Set rs = c.Execute("SELECT * FROM People WHERE Id = " & CLng(Request("id")))
%>
