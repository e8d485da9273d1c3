<%
content = Trim(Request.Form("content"))
Set rs = Server.CreateObject("ADODB.Recordset")
rs.Open "select * from messages where id=1", db, 1, 3
rs("content") = content
rs.Update
%>
