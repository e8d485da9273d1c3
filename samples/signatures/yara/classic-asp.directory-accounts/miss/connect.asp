<%
id = Request("id")
text = "Provider=SQLOLEDB;User ID=" & user & ";Password=" & secret & ";Data Source=" & host & ";"
Set db = Server.CreateObject("ADODB.Connection")
db.Open text
%>
