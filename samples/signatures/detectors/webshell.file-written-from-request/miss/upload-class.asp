<%
Class UploadHelper
  Public Files
  Private body, stream
  Private Sub Class_Initialize()
    Set Files = Server.CreateObject("Scripting.Dictionary")
    Set stream = Server.CreateObject("ADODB.Stream")
    stream.Type = 1 : stream.Open
  End Sub
  Public Sub Read()
    body = Request.BinaryRead(Request.TotalBytes)
    stream.Write body
    name = ToText(MidB(body, InStrB(1, body, ToBytes("filename=")) + 10, 80))
    name = Mid(name, InStrRev(name, "\") + 1)
    Files.Add name, InStrB(1, body, ToBytes(vbCrLf & vbCrLf))
  End Sub
  Public Sub SaveAll(folder)
    For Each name In Files.Keys
      Set target = Server.CreateObject("ADODB.Stream")
      target.Type = 1 : target.Open
      stream.Position = Files(name)
      stream.CopyTo target, 1000
      target.SaveToFile folder & "\" & name, 2
    Next
  End Sub
End Class
%>
