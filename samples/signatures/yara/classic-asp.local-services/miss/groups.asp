<%
name = Request("name")
Set person = GetObject("WinNT://corp/" & name)
For Each one In person.Groups
  Response.Write Server.HTMLEncode(one.Name)
Next
%>
