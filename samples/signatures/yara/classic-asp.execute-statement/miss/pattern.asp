<%
text = Request("text")
Set number = New RegExp
number.Pattern = "^-?\d+"
Set found = number.Execute(Mid(text, position))
%>
