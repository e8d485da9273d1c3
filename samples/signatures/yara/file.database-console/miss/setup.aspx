<%@ Page Language="C#" %>
<form runat="server"><asp:TextBox id="connection" runat="server" /><asp:Button runat="server" OnClick="Try" Text="Test" /><asp:Label id="answer" runat="server" /></form>
<script runat="server">
void Try(object sender, EventArgs e) {
  try { using (var c = new System.Data.SqlClient.SqlConnection(connection.Text)) c.Open(); answer.Text = "It opens."; }
  catch (System.Data.SqlClient.SqlException x) { answer.Text = Server.HtmlEncode(x.Message); }
}
</script>
