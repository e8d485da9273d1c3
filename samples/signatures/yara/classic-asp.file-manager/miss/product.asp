<%
id = CLng(Request("id"))
Set fso = Server.CreateObject("Scripting.FileSystemObject")
For Each picture In fso.GetFolder(Server.MapPath("/pictures/" & id)).Files
  Response.Write "<img src='" & picture.Name & "'>"
Next
If Request("remove") <> "" Then rs.Delete
%>
