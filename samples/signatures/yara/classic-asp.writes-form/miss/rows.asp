<%@ Language="VBScript" %>
<%
Set conn = Server.CreateObject("ADODB.Connection")
conn.Open Application("ConnectionString")
Set rs = conn.Execute("SELECT Name FROM Departments ORDER BY Name")
Do Until rs.EOF
  Response.Write "<li>" & Server.HTMLEncode(rs("Name")) & "</li>"
  rs.MoveNext
Loop
%>
