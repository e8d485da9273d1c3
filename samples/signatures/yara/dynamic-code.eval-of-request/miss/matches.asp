<%
Set pattern = New RegExp
pattern.Pattern = "^(\d+)-(\d+)$"
Set found = pattern.Execute(Trim(Request.QueryString("range")))
If found.Count = 1 Then Response.Write found(0).SubMatches(0)
%>
