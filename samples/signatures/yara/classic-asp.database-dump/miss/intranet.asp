<!-- #include file="lib/adovbs.inc" -->
<%
If Session("user") = "" Then Response.Redirect "login.asp"
Server.ScriptTimeout = 600
Set db = Server.CreateObject("ADODB.Connection")
db.Open "Provider=SQLOLEDB;Data Source=sql1;User ID=web;Password=none"
Set rs = db.Execute("Select Name, Room From People")
For i = 0 To rs.Fields.Count - 1
  Response.Write "<td>" & rs.Fields(i) & "</td>"
Next
%>
