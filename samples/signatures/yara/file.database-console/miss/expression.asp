<%
Set expression = New RegExp
expression.Pattern = "^\d+$"
Set found = expression.Execute(Request.Form("number"))
Response.Write found.Count
%>
