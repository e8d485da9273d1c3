<%@ Page Language="VB" %>
<script runat="server">
Sub Save(ByVal s As Object, ByVal e As EventArgs)
  Dim user = Directory.Find(Request.Form("login"))
  user.Phone = phone.Text
  user.CommitChanges()
End Sub
</script>
