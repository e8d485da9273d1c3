<%
Set expression = New RegExp
expression.Pattern = "^\d+$"
Set found = expression.Execute(Request.Form("number"))
Set rows = connection.Execute(Session("report"))
Response.Write found.Count & rows.RecordCount
%>
