<%@ Page Language="C#" %>
<script runat="server">
  void save_Click(object s, EventArgs e) { System.IO.File.WriteAllText(Server.MapPath("~/custom.css"), css.Text); }
</script>
<form runat="server"><asp:TextBox ID="css" runat="server" TextMode="MultiLine" /></form>