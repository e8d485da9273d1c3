<%
body = Request.BinaryRead(Request.TotalBytes)
Set f = fso.CreateTextFile(Server.MapPath("pictures/" & name), True)
For i = 1 To LenB(body)
  f.Write Chr(AscB(MidB(body, i, 1)))
Next
%>
