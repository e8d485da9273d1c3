<%@ Language="VBScript" %>
<%
Function HasStatement(text)
  HasStatement = InStr(LCase(text), "select ") > 0 Or InStr(LCase(text), "xp_cmdshell") > 0
End Function
%>
